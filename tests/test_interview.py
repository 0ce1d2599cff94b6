"""Which question is next follows from the answers alone."""

from routewijzer.interview import (
    SNELSCAN,
    VOLLEDIG,
    block_complete,
    effective,
    next_question,
    open_questions,
    position_in_block,
    previous_question,
    progress,
)


def walk(kb, mode, given=None):
    """Answer every question with its first option (or with `given`) and return the slots in the order asked."""
    answers, order = {}, []
    while (question := next_question(kb, answers, mode)) is not None:
        order.append(question.slot)
        kind = kb.slots[question.slot].kind
        value = {"year": 2020, "amount": 1000, "text": "tekst"}.get(kind)
        if value is None:
            value = question.options[0].value
            value = [value] if kind == "multi" else value
        answers[question.slot] = (given or {}).get(question.slot, value)
        assert len(order) <= len(kb.questions), "a question came back"
    return order, answers


def test_the_snelscan_asks_twelve_to_fifteen_questions(kb):
    order, _ = walk(kb, SNELSCAN)
    assert 12 <= len(order) <= 15
    assert len(walk(kb, SNELSCAN, {"beleid_positie": "geen"})[0]) >= 12


def test_the_snelscan_asks_every_slot_that_the_route_and_the_ingredients_read(kb):
    import datetime

    from routewijzer.advice import ingredient_statuses, missing_slots, route_candidates

    today = datetime.date.today()
    statuses = ingredient_statuses(kb, {}, today)
    decisive = set(missing_slots(kb, {}, route_candidates(kb, {}, today, statuses), statuses, today))
    assert decisive <= set(walk(kb, SNELSCAN)[0])


def test_a_snelscan_grows_into_a_full_interview_without_asking_again(kb):
    asked, answers = walk(kb, SNELSCAN)
    rest = [question.slot for question in open_questions(kb, answers, VOLLEDIG)]
    assert rest and not set(rest) & set(asked)


def test_without_steunpunt_it_asks_how_support_works_then(kb):
    order, _ = walk(kb, VOLLEDIG, {"steunpunt": "geen"})
    assert "ondersteuning_zonder_steunpunt" in order
    assert "steunpunt_taken" not in order
    assert "steunpunt_taken" in walk(kb, VOLLEDIG, {"steunpunt": "zelfstandig"})[0]


def test_policy_within_another_field_asks_which_field(kb):
    assert "beleidsterrein" in walk(kb, VOLLEDIG, {"beleid_positie": "onderdeel"})[0]
    assert "beleidsterrein" not in walk(kb, VOLLEDIG, {"beleid_positie": "zelfstandig"})[0]


def test_an_answer_that_becomes_irrelevant_is_kept_but_does_not_count(kb):
    answers = {"steunpunt": "geen", "steunpunt_taken": ["matchen"]}
    assert "steunpunt_taken" not in effective(kb, answers)
    answers["steunpunt"] = "zelfstandig"
    assert effective(kb, answers)["steunpunt_taken"] == ["matchen"]


def test_an_unknown_deciding_answer_does_not_hide_the_question(kb):
    slots = [q.slot for q in open_questions(kb, {"steunpunt": "onbekend"}, VOLLEDIG)]
    assert "steunpunt_taken" in slots


def test_unknown_and_skipped_count_as_asked(kb):
    before = progress(kb, {}, SNELSCAN)
    after = progress(kb, {"visie": "onbekend", "sectoren": "overgeslagen"}, SNELSCAN)
    assert (after.answered, after.left) == (2, before.left - 2)


def test_progress_ends_at_nothing_left(kb):
    _, answers = walk(kb, VOLLEDIG)
    done = progress(kb, answers, VOLLEDIG)
    assert done.left == 0 and done.minutes == 0 and done.answered == done.total
    assert all(block_complete(kb, block, answers, VOLLEDIG) for block in kb.blocks)


def test_the_previous_question_is_the_last_one_answered_before_this(kb):
    answers = {"gemeente": "Zomerdijk", "gemeente_omvang": "klein"}
    assert previous_question(kb, "capaciteit", answers, VOLLEDIG).slot == "gemeente_omvang"
    assert previous_question(kb, "gemeente", answers, VOLLEDIG) is None


def test_the_position_counts_what_is_asked_in_this_block(kb):
    assert position_in_block(kb, "gemeente_omvang", {}, VOLLEDIG) == (2, 3)

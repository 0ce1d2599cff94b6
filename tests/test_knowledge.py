"""Every row of the report is in the knowledge base, with its section."""


def test_every_finding_need_and_conclusion_is_there_in_order(kb):
    assert [finding["id"] for finding in kb.findings] == [f"B{number:02d}" for number in range(1, 45)]


def test_the_five_ingredients_and_three_routes_are_there(kb):
    assert [item["id"] for item in kb.ingredients] == ["I1", "I2", "I3", "I4", "I5"]
    assert [route["id"] for route in kb.routes] == ["R1", "R2", "R3"]


def test_every_item_of_the_item_list_is_a_question_of_the_full_interview(kb):
    asked = {item.strip() for q in kb.questions for item in kb.slots[q.slot].item.split(",")}
    blocks = {"A": range(10), "B": range(1, 8), "C": range(1, 6), "D": range(1, 3), "E": range(1, 7)}
    assert {f"{block}{number}" for block, numbers in blocks.items() for number in numbers} <= asked


def test_method_limits_and_the_interviewed_municipalities_are_there(kb):
    assert kb.report["bron"]["aantal_gemeenten"] == 15 and len(kb.report["gemeenten"]["namen"]) == 17
    assert {"voorbehoud", "methode"} <= set(kb.report)


def test_the_terms_of_the_footnotes_are_in_the_glossary(kb):
    assert {"SMOC", "vrijwilligerswerkbeleid", "vrijwilligersbeleid"} <= {entry["term"] for entry in kb.glossary}

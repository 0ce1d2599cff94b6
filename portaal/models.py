"""What the portal keeps: conversations, the messages in them and what was found in documents, and no more than that.

No addresses, names or accounts. One row of `Bericht` is one turn: what the person sent, and what came back.
"""

from __future__ import annotations

from django.db import models


class Gesprek(models.Model):
    """A conversation. Its id is what gives access to it; `rapport_hash` is of the token that gives the report only.
    `stand` is the interview's last known state (`vraag`, `meerdere`, `keuzes`, `voortgang`, `uitkomst`).
    `te_wissen`: erased here, still to be erased at the channel."""

    id = models.CharField(primary_key=True, max_length=64)
    hervat_hash = models.CharField(max_length=64, unique=True, null=True)
    rapport_hash = models.CharField(max_length=64, unique=True, null=True)
    stand = models.JSONField(default=dict)
    te_wissen = models.BooleanField(default=False)
    aangemaakt_op = models.DateTimeField()
    gewijzigd_op = models.DateTimeField(db_index=True)


class Bericht(models.Model):
    """A turn. `inhoud` is `{"start": true, "modus"}`, `{"tekst"}`, `{"keuze": [as sent], "gekozen": [buttons]}` or
    `{"besluiten": [as sent], "overname": {slot: value}}`; `antwoord` is the reply as it was given, so that the same
    message again gets the same reply."""

    class Status(models.TextChoices):
        """Received and kept; answered; or refused by the channel for good."""

        ONTVANGEN = "ontvangen"
        BEANTWOORD = "beantwoord"
        GEWEIGERD = "geweigerd"

    gesprek = models.ForeignKey(Gesprek, on_delete=models.CASCADE, related_name="berichten")
    bericht_id = models.CharField(max_length=64)
    inhoud = models.JSONField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ONTVANGEN)
    antwoord = models.JSONField(null=True)
    ontvangen_op = models.DateTimeField()
    beantwoord_op = models.DateTimeField(null=True)

    class Meta:
        """In the order in which they came; a message id is used once in a conversation."""

        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("gesprek", "bericht_id"), name="bericht_id_eenmaal")]


class Document(models.Model):
    """A document in which values were sought. `tekst` holds its pages only when the person asked to keep them."""

    gesprek = models.ForeignKey(Gesprek, on_delete=models.CASCADE, related_name="documenten")
    bladzijden = models.PositiveIntegerField(null=True)
    tekst = models.JSONField(null=True)
    toegevoegd_op = models.DateTimeField()

    class Meta:
        """In the order in which they came."""

        ordering = ("pk",)


class Voorstel(models.Model):
    """A value found in a document, with `citaten`: [{"tekst", "bladzijde"}]. Open until a person decides; `bericht` is
    the turn that took it over, as found or changed. What a person rejects is not kept."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="voorstellen")
    slot = models.CharField(max_length=64)
    waarde = models.JSONField()
    citaten = models.JSONField()
    zekerheid = models.FloatField()
    bericht = models.ForeignKey(Bericht, on_delete=models.SET_NULL, null=True)

    class Meta:
        """A document says one thing about a slot."""

        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("document", "slot"), name="voorstel_eenmaal")]

"""What the portal keeps: conversations and the messages in them, and no more than that.

No addresses, names or accounts. One row of `Bericht` is one turn: what the person sent, and what came back.
"""

from __future__ import annotations

from django.db import models


class Gesprek(models.Model):
    """A conversation. Its id is what gives access to it; `rapport_hash` is of the token that gives the report only. `stand` is the interview's last known state
    (`vraag`, `meerdere`, `keuzes`, `voortgang`). `te_wissen`: erased here, still to be erased at the channel."""

    id = models.CharField(primary_key=True, max_length=64)
    hervat_hash = models.CharField(max_length=64, unique=True, null=True)
    rapport_hash = models.CharField(max_length=64, unique=True, null=True)
    stand = models.JSONField(default=dict)
    te_wissen = models.BooleanField(default=False)
    aangemaakt_op = models.DateTimeField()
    gewijzigd_op = models.DateTimeField(db_index=True)


class Bericht(models.Model):
    """A turn. `inhoud` is `{"start": true, "modus"}`, `{"tekst"}` or `{"keuze": [as sent], "gekozen": [buttons]}`;
    `antwoord` is the reply as it was given, so that the same message again gets the same reply."""

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

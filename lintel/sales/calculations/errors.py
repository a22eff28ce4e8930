"""Why a calculation cannot be made. Actions turn these into refusals; screens show them beside the field."""


class CannotCalculate(ValueError):
    """The inputs describe something that cannot exist, such as an offer larger than the price."""


class AboveFiledPrice(CannotCalculate):
    """The price would exceed the filed price (价格法 13, rule G-10)."""


class NoRate(CannotCalculate):
    """No rate row covers this day and this home; a rate is never guessed."""

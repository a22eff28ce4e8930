"""What there is to sell: projects, buildings, units, their permits, prices and the one live claim on each."""

from lintel.inventory.models.claim import Claim
from lintel.inventory.models.estate import Building, Facility, Phase, Section, UnitType
from lintel.inventory.models.permit import PresalePermit
from lintel.inventory.models.price import PriceLine, PriceScheme
from lintel.inventory.models.project import Project, ProjectMember
from lintel.inventory.models.unit import Unit

__all__ = [
    "Building", "Claim", "Facility", "Phase", "PresalePermit", "PriceLine", "PriceScheme", "Project", "ProjectMember",
    "Section", "Unit", "UnitType",
]  # fmt: skip

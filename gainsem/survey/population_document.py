"""The population format: what a YAML file says about whom a synthetic survey is drawn from."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    FiniteFloat,
    PositiveFloat,
    PositiveInt,
    Tag,
)

FORMAT = "gainsem.population/1"
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Effects = dict[str, FiniteFloat]


class PopulationPart(BaseModel):
    """What all parts of a population have in common: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SampleDocument(PopulationPart):
    """How many respondents are drawn where and when."""

    clusters: PositiveInt = Field(description="districts; the variable has the role cluster")
    respondents: PositiveInt = Field(description="respondents of a district and wave")
    waves: PositiveInt = Field(default=1, description="independent samples, one after the other")


class NormalDocument(PopulationPart):
    """A number drawn from a normal distribution, kept within a range."""

    kind: ClassVar[Literal["normal"]] = "normal"
    mean: FiniteFloat
    sd: PositiveFloat
    range: tuple[FiniteFloat, FiniteFloat]
    decimals: int = Field(default=0, ge=0, le=6)
    at_most: str = Field(default="", description="a variable it cannot exceed, such as age")


class CutsDocument(PopulationPart):
    """A variable that cuts a normal one into codes."""

    kind: ClassVar[Literal["cuts"]] = "cuts"
    cuts: list[FiniteFloat] = Field(min_length=1, description="in ascending order")
    codes: list[FiniteFloat] = Field(default_factory=list, description="1, 2, ... unless said")
    on: Effects = Field(default_factory=dict, description="effects of variables drawn before")
    between: Share = Field(default=0.0, description="variance that a district shares")
    only: str = Field(default="", description="a selection; the first code elsewhere")


class RuleDocument(PopulationPart):
    """Codes and their probabilities for some of the respondents."""

    where: str = Field(default="", description="a selection such as age>=60 (else everybody)")
    codes: dict[str, Share] = Field(min_length=1)


class ChancesDocument(PopulationPart):
    """A variable drawn code by code; the first rule that fits a respondent holds."""

    kind: ClassVar[Literal["chances"]] = "chances"
    chances: list[RuleDocument] = Field(min_length=1)


def _kind_of_variable(value: Any) -> str:
    """Return which kind of background variable is written down, for precise messages."""
    given = value if isinstance(value, dict) else {}
    return next((kind for kind in ("cuts", "chances") if kind in given), "normal")


Background = Annotated[
    Annotated[NormalDocument, Tag("normal")]
    | Annotated[CutsDocument, Tag("cuts")]
    | Annotated[ChancesDocument, Tag("chances")],
    Discriminator(_kind_of_variable),
]


class LatentDocument(PopulationPart):
    """A latent variable; its variance is 1."""

    on: Effects = Field(default_factory=dict, description="effects on it")
    between: Share = Field(default=0.0, description="variance that a district shares")


class ItemDocument(PopulationPart):
    """An item: its loading on the construct the codebook names, and what else moves it."""

    loading: FiniteFloat
    shift: FiniteFloat = Field(default=0.0, description="added to all thresholds")
    direct: Effects = Field(
        default_factory=dict, description="effects past the construct: the item is not fair"
    )


class RisingDocument(PopulationPart):
    """Answers missing more often the larger a variable is (missing at random)."""

    items: list[str]
    by: str
    up_to: Share


class DontKnowDocument(PopulationPart):
    """Answers "do not know" to one item."""

    share: Share
    only: str = Field(default="", description="a selection; nobody else says so")


class CodedDocument(PopulationPart):
    """A missing code and how often it is given."""

    code: FiniteFloat
    share: Share


class MissingDocument(PopulationPart):
    """What is not answered."""

    blank: Share = Field(default=0.0, description="missing completely at random")
    refused: CodedDocument | None = None
    rising: RisingDocument | None = None
    dont_know_code: FiniteFloat = 88
    dont_know: dict[str, DontKnowDocument] = Field(default_factory=dict)


class SecondsDocument(PopulationPart):
    """Time to complete, log-normal."""

    median: PositiveFloat
    spread: PositiveFloat = Field(description="standard deviation of the logarithm")


class CarelessDocument(PopulationPart):
    """Respondents who do not read the questions."""

    share: Share = 0.0
    same_answer: Share = Field(default=0.5, description="of them; the others answer at random")
    seconds: SecondsDocument


class PopulationDocument(PopulationPart):
    """A population with known values."""

    format: Literal["gainsem.population/1"]
    codebook: str = Field(description="the codebook beside it: reverse keys, constructs, codes")
    seed: int = Field(ge=0)
    sample: SampleDocument
    clusters: dict[str, NormalDocument] = Field(
        default_factory=dict, description="variables of the districts"
    )
    background: dict[str, Background] = Field(
        default_factory=dict, description="variables of the respondents, in the order drawn"
    )
    latent: dict[str, LatentDocument]
    items: dict[str, ItemDocument]
    thresholds: list[FiniteFloat] = Field(min_length=1)
    acquiescence: float = Field(
        default=0.0, ge=0.0, lt=1.0, description="SD of agreeing whatever is asked"
    )
    attentive: Share = Field(
        default=1.0, description="careful respondents who pass an attention check"
    )
    missing: MissingDocument = MissingDocument()
    careless: CarelessDocument | None = None
    seconds: SecondsDocument
    weight_spread: float = Field(
        default=0.0, ge=0.0, description="standard deviation of the logarithm of the weights"
    )

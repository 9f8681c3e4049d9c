"""The sentence of a cohort, read back to the cohort."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from pydantic import ValidationError

from straits.cohorts import criteria, sentence_hints
from straits.cohorts.code_spelling import SYSTEMS
from straits.cohorts.criteria import Tree
from straits.cohorts.sentence import WORDS
from straits.cohorts.sentence_tokens import read_sex, read_tokens
from straits.cohorts.word_reader import WordReader
from straits.errors import QueryError

_LONGEST = 100_000
_DEEPEST = 20
_BOUNDS = {field: field.split("_") for field in ("at_least", "at_most", "above", "below")}
_EXAMPLE = "sex is XX and age above 50"  # it can be asked of every release
_COPIES = re.compile(r"[012]")


def parse(
    sentence: str,
    example: Callable[[], str] = lambda: _EXAMPLE,
    meant: sentence_hints.Meant = lambda _: "",
) -> Tree:
    """Return the cohort of a sentence, as `sentence.sentence` writes it.

    example
        Returns a sentence for the end of an error.
    meant
        Returns the criterion that is likely meant by words that are none; empty where none is.
    Raises QueryError with the place where it cannot be understood.

    >>> parse("sex is XX and age above 50").kind
    'and'
    """
    if len(sentence) > _LONGEST:
        raise QueryError(f"The sentence is longer than {_LONGEST:,} characters. Use JSON instead.")
    reader = _Reader(sentence, read_tokens(sentence), example, meant)
    try:
        tree = reader.expression(0)
    except ValidationError as error:
        message = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise reader.error(f"this cannot be: {message}", back=1) from error
    if reader.peek() is not None:
        raise reader.error(
            "expected `and`, `or` or the end (a name of several words stands in double quotes)"
            + sentence_hints.instead(reader.tokens, reader.at, meant)
        )
    return tree


class _Reader(WordReader):
    """Reads criteria, and what joins them."""

    def expression(self, depth: int) -> Tree:
        if depth > _DEEPEST:
            raise self.error(f"brackets nest deeper than {_DEEPEST}")
        parts = [self.part(depth)]
        for word, join in (("and", criteria.AllOf), ("or", criteria.AnyOf)):
            while self.takes(word):
                parts.append(self.part(depth))
            if len(parts) > 1:
                if self.sees("or") or self.sees("and"):
                    raise self.error("`and` and `or` are mixed; put brackets around what is meant")
                return join(parts=tuple(parts))
        return parts[0]

    def part(self, depth: int) -> Tree:
        if depth > _DEEPEST:
            raise self.error(f"`not` and brackets nest deeper than {_DEEPEST}")
        if self.takes("("):
            tree = self.expression(depth + 1)
            self.expect(")")
            return tree
        if self.takes("possibly"):
            tree = self.part(depth + 1)
            return tree.model_copy(update={"include_unknown": True})
        if self.takes("not"):
            return criteria.Not(part=self.part(depth + 1))
        if self.takes("everyone"):
            return criteria.AllOf()
        if self.takes("matched"):
            return self.matched(depth)
        return self.leaf()

    def matched(self, depth: int) -> Tree:
        ratio = self.count()
        self.expect("to", "1", "on")
        grouping = None
        if not self.sees("sex"):
            grouping = self.name("grouping")
            self.expect(",")
        self.expect("sex", ",", "age", "within")
        years = self.count()
        self.expect("years", "to", "(")
        cohort, among = self.expression(depth + 1), None
        self.expect(")")
        if self.takes("among"):
            self.expect("(")
            among = self.expression(depth + 1)
            self.expect(")")
        return criteria.Matched(
            cohort=cohort, among=among, grouping=grouping, years=years, ratio=ratio
        )

    def leaf(self) -> Tree:
        if self.takes("site", "is"):
            return criteria.Site(sites=self.one_of("site"))
        if self.takes("call", "set", "is"):
            return criteria.CallSet(call_sets=self.one_of("call set"))
        if self.takes("assay", "is"):
            return criteria.Assay(assays=self.one_of("assay"))
        if self.takes("sex", "is"):
            return criteria.Sex(sexes=self.sexes())
        if self.takes("age"):
            return criteria.Age(**self.range())
        if self.takes("ancestry", "probability"):
            return criteria.AncestryProbability(**self.range())
        if self.sees("unrelated") or self.sees("related"):
            is_unrelated = self.takes("unrelated") or not self.takes("related")
            return criteria.Relatedness(is_unrelated=is_unrelated)
        if self.takes("unknown", "whether"):
            return criteria.Event(phenotype=self.name("phenotype"), answer="unknown")
        if self.takes("ever"):
            return self.event("yes")
        if self.takes("never"):
            return self.event("no")
        if self.takes("carries"):
            return self.carrier()
        if self.takes("pgx"):
            return self.pgx()
        return self.reading()

    def sexes(self) -> Any:
        several = self.takes("one", "of")
        sexes = [self.word(read_sex, "XX, XY or unknown")]
        while several and self.takes(","):
            sexes.append(self.word(read_sex, "XX, XY or unknown"))
        return tuple(sexes)

    def range(self) -> dict[str, Any]:
        bounds: dict[str, Any] = {}
        while True:
            for field, words in _BOUNDS.items():
                if self.takes(*words):
                    bounds[field] = self.number()
                    break
            else:
                hint = sentence_hints.instead(self.tokens, self.at, self.meant)
                raise self.error(f"expected `above`, `at least`, `below` or `at most`{hint}")
            if not self.takes("but"):
                return bounds

    def window(self) -> dict[str, Any]:
        ends: dict[str, Any] = {}
        day = "a day such as 2015-01-31"
        if self.takes("since"):
            ends["since"] = self.word(date.fromisoformat, day)
        if not self.sees("before", "age") and self.takes("before"):
            ends["before"] = self.word(date.fromisoformat, day)
        if self.takes("from", "age"):
            ends["from_age"] = self.number()
        if self.takes("before", "age"):
            ends["before_age"] = self.number()
        return ends

    def event(self, answer: Literal["yes", "no"]) -> Tree:
        fields: dict[str, Any] = {"phenotype": self.name("phenotype"), "answer": answer}
        if self.takes("with"):
            fields["system"] = self.name("code system")
            if fields["system"] not in SYSTEMS:
                sks = " (codes of SKS: icd10, without their D)"
                raise self.error(f"expected one of {', '.join(SYSTEMS)}{sks}", back=1)
            if not self.takes("codes"):
                self.expect("code")
            fields["codes"] = self.names("code")
        if self.takes("at", "least"):
            fields["times"] = self.count()
            self.expect("times")
        return criteria.Event(**fields, **self.window())

    def carrier(self) -> Tree:
        if self.takes("an", "allele", "in"):
            return self.gene_carrier()
        low, high = 1, 2
        if self.takes("no", "copy", "of"):
            low, high = 0, 0
        elif self.takes("1", "copy", "of"):
            low, high = 1, 1
        elif self.takes("2", "copies", "of"):
            low, high = 2, 2
        elif (token := self.peek()) and not token.is_quoted and _COPIES.fullmatch(token.text):
            low = self.count()
            self.expect("to")
            high = self.count()
            self.expect("copies", "of")
        several = self.takes("any", "of")
        variants = self.names("variant") if several else (self.name("variant"),)
        if not several and self.sees(","):
            raise self.error("expected `any of` before several variants")
        return criteria.Carrier(variants=variants, min_copies=low, max_copies=high)

    def gene_carrier(self) -> Tree:
        gene = self.name("gene")
        self.expect("of", "class")
        classes: Any = self.names("class of consequences")
        return criteria.GeneCarrier(gene=gene, classes=classes)

    def pgx(self) -> Tree:
        gene = self.name("pharmacogene")
        self.expect("is")
        return criteria.PgxPhenotype(gene=gene, phenotypes=self.phrases("phenotype"))

    def reading(self) -> Tree:
        """Read a measurement, a category, or a group: what begins with a name, or with which."""
        which: dict[str, Any] = {}
        for word in ("latest", "first", "any", "every"):
            if self.takes(word):
                which["which"] = word
        if not which and self.takes("at", "least"):
            which = {"which": "some", "times": self.count()}
            self.expect("readings", "of")
        name = self.name("phenotype or grouping")
        if not which and self.takes("is"):
            return criteria.Group(grouping=name, groups=self.one_of("group"))
        fields: dict[str, Any] = {"phenotype": name, **which}
        if self.takes("recorded", "as"):
            categories = self.one_of("category")
            return criteria.Category(categories=categories, **fields, **self.window())
        fields |= self.range()
        token = self.peek()
        if token and (token.is_quoted or token.text not in {*WORDS, "(", ")", ","}):
            fields["unit"] = self.name("unit")
        return criteria.Measurement(**fields, **self.window())

"""JSON-LD can't end the script element that it stands in, and says nothing empty."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from briefgen.site.jsonld import script_json, without_empty

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(text=TEXT | st.sampled_from(["</script>", "<!--", "]]>&", "\u2028\u2029"]))
def test_any_text_stays_inside_its_script_element(text: str) -> None:
    made = script_json({"headline": text, "n": 1})
    assert not set(made) & set("<>&\u2028\u2029")
    assert json.loads(made) == without_empty({"headline": text, "n": 1})


def test_empty_members_are_left_out_and_numbers_stay() -> None:
    value = {"a": None, "b": "", "c": [], "d": {"e": None}, "f": 0, "g": False, "h": [{"i": ""}, {"j": 1}]}
    assert without_empty(value) == {"f": 0, "g": False, "h": [{}, {"j": 1}]}

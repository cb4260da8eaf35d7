"""The small marks of pages: what is read aloud, where they lead, and that people's words stay words."""

from maturity.assessment.answer import Judgement, State
from maturity.charts import marks as charts
from maturity.framework.model import Framework
from maturity.pages.parts import marks


def test_a_square_says_its_statement_and_level_and_leads_to_it(two_themes: Framework) -> None:
    said = {"a1": Judgement(state=State.LEVEL, level=4), "a2": Judgement(state=State.NOT_DETERMINED)}
    to = {"a1": marks.address("answer", statement="a1", department="x&y")}
    drawn = marks.squares(two_themes, said, to=to, beside={"a": "1 of 2 answered"}).text
    assert '<a class="cell s5-4 go" href="./answer?statement=a1&amp;department=x%26y"' in drawn
    assert "A plan: Complete" in drawn
    assert '<span class="cell undetermined"' in drawn
    assert "A budget: Not determined" in drawn
    assert '<span class="cell unanswered"' in drawn
    assert "An owner: Not answered" in drawn


def test_words_of_people_stay_words(two_themes: Framework) -> None:
    name = '<img src=x onerror=alert(1)> & "co"'
    drawn = "".join(
        part.text
        for part in (
            marks.link_to(name, marks.address("compare", department=name)),
            marks.tag(name),
            marks.table(name, [name, name], [[name, name]], numbers=[1]),
        )
    )
    assert "<img" not in drawn
    assert drawn.count("&lt;img") == 8  # link, tag, label, caption, two headings, two cells


def test_a_range_without_unknowns_is_a_dot_and_one_without_a_score_a_whisker() -> None:
    assert "whisker" not in marks.range_bar(50, 50, 50).text
    assert "dot" not in marks.range_bar(None, 0, 100).text


def test_a_key_has_every_level_and_only_the_states_that_are_there(two_themes: Framework) -> None:
    (statement, *_) = two_themes.statements
    keys = marks.keys_of(two_themes, [(statement, Judgement(state=State.NOT_DETERMINED))])
    assert [key.name for key in keys] == ["s5-0", "s5-1", "s5-2", "s5-3", "s5-4", "undetermined"]
    assert marks.level_chip(charts.state_key(State.NOT_APPLICABLE)).text.endswith("Not applicable")


def test_a_term_of_art_leads_to_where_it_is_explained_once() -> None:
    told = marks.sentences(["A range <b>, and ranges.", "Its Range again, by a house method."]).text
    assert told == (
        '<div class="sentences"><p>A <a class="go" href="./words-explained">range</a> &lt;b&gt;, and ranges.</p>'
        '<p>Its Range again, by a <a class="go" href="./words-explained">house method</a>.</p></div>'
    )
    assert marks.explained("Nothing of art").text == "Nothing of art"


def test_a_table_without_a_caption_is_called_by_its_headings() -> None:
    """Each is a stop of the keyboard, and many that are all named “Table” could not be told apart."""
    shown = marks.table("", ["Group", "Scores & ranges"], [["A", "1"]])
    assert 'aria-label="Table: Group, Scores &amp; ranges"' in shown.text

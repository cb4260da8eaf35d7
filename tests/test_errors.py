"""Problems carry their facts and say what to do."""

from maturity.errors import Fault, FileFaulty, MaturityError, NotFound


def test_what_is_not_found_names_what_there_is() -> None:
    assert str(NotFound("round", "spring")) == "There is no round “spring”."
    problem = NotFound("round", "spring", ["autumn", "summer"])
    assert str(problem) == "There is no round “spring”. There are: autumn, summer."
    assert (problem.kind, problem.name) == ("round", "spring")


def test_a_fault_names_line_place_problem_and_remedy() -> None:
    fault = Fault(14, "themes › plans", "is empty.", "Write the words.")
    assert str(fault) == "line 14: themes › plans: is empty. Write the words."


def test_a_fault_of_the_whole_file_has_no_line() -> None:
    assert str(Fault(0, "the file", "is empty.", "Write it.")) == "the file: is empty. Write it."


def test_a_faulty_file_lists_each_fault_once_in_the_order_of_lines() -> None:
    late, early = Fault(9, "b", "is wrong.", "Mend it."), Fault(2, "a", "is wrong.", "Mend it.")
    problem = FileFaulty("x.yaml", [late, early, late])
    assert isinstance(problem, MaturityError)
    assert problem.faults == (early, late)
    assert str(problem).splitlines() == [
        "x.yaml cannot be used: 2 faults. Nothing was changed.",
        "  line 2: a: is wrong. Mend it.",
        "  line 9: b: is wrong. Mend it.",
    ]


def test_one_fault_is_one_fault() -> None:
    assert "1 fault. Nothing" in str(FileFaulty("x.yaml", [Fault(1, "a", "b.", "c.")]))

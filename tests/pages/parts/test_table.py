"""A long table is a grid, which is sent as it stands and needs nobody to have pandas."""

import pyarrow
from streamlit.testing.v1 import AppTest


def _script() -> None:
    from maturity.pages.parts.table import MOST_ROWS, table

    rows = [[f"Ministry {place} – é 😀", "", "1,250"] for place in range(MOST_ROWS + 1)]
    table(["Department", "Department", "Cost"], rows)


def test_a_long_table_has_its_words_as_they_are() -> None:
    app = AppTest.from_function(_script).run()
    (grid,) = app.dataframe
    sent = pyarrow.ipc.open_stream(grid.proto.arrow_data.data).read_all().to_pydict()
    assert list(sent) == ["Department", "Department (another)", "Cost"]
    assert sent["Department"][100] == "Ministry 100 – é 😀"
    assert (set(sent["Department (another)"]), set(sent["Cost"])) == ({""}, {"1,250"})

"""Guesses are kept, compared with what comes out, and summed up."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from pages.ui import guesses

    guesses.ask("colour", "Which colour?", {"red": "red", "blue": "blue"})
    if st.toggle("Show"):
        st.markdown(guesses.settle("colour", "blue") or "No guess.")
    guesses.show_summary({"colour": "which colour it is", "size": "how large it is"})


def texts(app: AppTest) -> str:
    assert not app.exception
    return " ".join(each.value for each in app.markdown)


def test_a_right_guess_is_said_and_counted_when_the_answer_is_known() -> None:
    app = AppTest.from_function(page).run()
    assert "Still to be guessed on this page: which colour it is; how large it is." in texts(app)
    app.pills(key="guess_colour").set_value("blue").run()
    assert "first guesses" not in texts(app)
    app.toggle[0].set_value(True).run()
    assert "As you guessed." in texts(app)
    assert "**1 of 1** first guesses were right." in texts(app)
    assert "Still to be guessed on this page: how large it is." in texts(app)


def test_the_first_guess_counts_and_the_last_is_compared() -> None:
    app = AppTest.from_function(page).run()
    app.pills(key="guess_colour").set_value("red").run()
    app.toggle[0].set_value(True).run()
    assert "Not as you guessed." in texts(app)
    app.pills(key="guess_colour").set_value("blue").run()
    assert "**As you guessed.**" in texts(app)
    assert "**0 of 1**" in texts(app)


def test_without_a_guess_the_answer_is_shown_and_nothing_counted() -> None:
    app = AppTest.from_function(page).run()
    app.toggle[0].set_value(True).run()
    assert "No guess." in texts(app)
    assert "first guesses" not in texts(app)

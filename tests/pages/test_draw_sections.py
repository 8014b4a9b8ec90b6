"""The sections of the Draw page that say why: closed they say what will be there, open they follow the network and the picture."""

import pytest
from streamlit.testing.v1 import AppTest

from core.config import RunConfig
from core.events import Checkpoint, Finished
from core.mlp import from_config, to_bytes
from core.runs.store import RunStore

pytestmark = pytest.mark.usefixtures("store")


def page() -> None:
    """A 7 of MNIST's test set, read by the network of the session."""
    import streamlit as st

    from core.config import RunConfig
    from core.interpret.attribution import Network, probabilities
    from core.mlp import from_config, load_model_and_config
    from pages.ui.draw.adversarial import show_adversarial
    from pages.ui.draw.attribution import show_attribution
    from pages.ui.draw.compare import show_comparison
    from pages.ui.draw.forward_trace import show_forward_trace
    from pages.ui.draw.prediction import Prediction
    from pages.ui.resources import digits

    settings = st.session_state.get("settings")
    config = RunConfig(**settings) if settings else None
    network = Network("here", *((from_config(config).eval(), config) if config else load_model_and_config()))
    pixels = digits().test.images[st.session_state.get("digit", 0)].view(28, 28).numpy()
    prediction = Prediction(network, "", pixels, probabilities(network, pixels))
    show_attribution(prediction)
    show_forward_trace(prediction)
    show_adversarial(prediction)
    show_comparison(prediction)


def opened(**session: object) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["visitor"] = "me"  # AppTest has no cookies
    for name, value in session.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def texts(app: AppTest) -> str:
    assert not app.exception, app.exception[0].message
    return "\n".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def test_the_attribution_is_shown_and_its_method_on_request() -> None:
    app = opened()
    assert "the output of 7 is **" in texts(app)
    assert "Orange pixels speak for 7" in texts(app)
    assert "integrated gradients" not in texts(app)
    app.session_state["draw_why_how"] = True
    assert "integrated gradients" in texts(app.run())


def test_a_tap_chooses_a_unit_and_the_box_chooses_another() -> None:
    app = opened()
    assert "**Output 7**" in texts(app)
    app.session_state["draw_forward_trace"] = {"point": {"x": 1 / 3, "y": 2.5 / 24}}
    assert app.run().selectbox(key="draw_unit").value == (0, 2)
    assert "of 1400**" in texts(app)
    app.selectbox(key="draw_unit").set_value((1, 0)).run()
    app.session_state["draw_forward_trace"] = {"point": {"x": 1 / 3, "y": 2.5 / 24, "click": 1}}  # the same unit once more
    assert app.run().selectbox(key="draw_unit").value == (0, 2)
    app.selectbox(key="draw_unit").set_value((1, 0)).run()
    assert "of 600**" in texts(app)
    app.session_state["digit"] = 1  # another drawing: the old tap is not followed again
    assert app.run().selectbox(key="draw_unit").value == (1, 0)


def test_a_tap_beside_the_units_changes_nothing() -> None:
    app = opened()
    app.session_state["draw_forward_trace"] = {"point": {"x": -0.3, "y": 0.5}}
    app.run()
    assert "**Output 7**" in texts(app)


@pytest.mark.parametrize(
    "settings",
    [
        {"hidden_sizes": ()},
        {"hidden_sizes": (1,), "loss": "gaussian_spread"},
        {"hidden_sizes": (8,) * 8, "activation": "tanh", "batch_norm": True, "loss": "mse"},
        {"hidden_sizes": (32, 16), "activation": "gelu"},
        {"initialisation": "too_large"},
        {"initialisation": "zeros"},
    ],
    ids=["linear", "one unit, sigma", "eight layers, mse", "GELU", "too large", "zeros"],
)
def test_any_network_can_be_looked_into(settings: dict[str, object]) -> None:
    app = opened(settings=settings, draw_unit=(1, 20))  # a unit that another network had
    table = app.dataframe[1].value
    assert table.index[0] == ("z" if settings.get("loss") is None else "ŷ")
    assert table.iloc[-1]["sum"] == "100 %"
    app.selectbox(key="draw_adversarial").set_value(3).run()
    assert "3" in texts(app)


def test_softmax_stands_in_three_rows() -> None:
    app = opened()
    table = app.dataframe[1].value
    assert list(table.index) == ["z", "eᶻ", "eᶻ / sum"]
    assert table.iloc[-1]["7"] == "> 99.9 %"


def test_an_adversarial_example_is_shown_unless_the_target_is_the_answer() -> None:
    app = opened()
    assert "will appear here" in texts(app)
    app.selectbox(key="draw_adversarial").set_value(3).run()
    assert "the most probable digit is **3**" in texts(app)
    app.slider(key="draw_perturbation_percent").set_value(0).run()
    assert "the most probable digit is **7**" in texts(app)
    app.selectbox(key="draw_adversarial").set_value(7).run()
    assert "7 is already its most probable digit" in texts(app)


def test_a_drawing_that_is_not_a_digit_gets_an_answer_and_a_warning() -> None:
    app = opened()
    app.segmented_control(key="draw_compared_on").set_value("The letter A").run()
    assert "This is not a digit." in texts(app)
    assert "none of these" in texts(app)


def test_a_network_that_predicts_sigma_is_shown_with_it(store: RunStore) -> None:
    config = RunConfig(hidden_sizes=(16,), loss="gaussian_spread")
    run_id = store.submit(config, "me")
    store.record(
        run_id, store.begin(run_id), [(0.1, Checkpoint(1, 235, to_bytes(from_config(config), config))), (0.2, Finished("finished"))]
    )
    app = opened(draw_compared=["default", run_id])
    assert "σ = **" in texts(app)
    assert "The loss matters." in texts(app)
    assert app.dataframe[-1].value["Its own σ"].iloc[0] == "-"

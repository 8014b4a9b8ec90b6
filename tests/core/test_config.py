"""core.config: what a visitor may choose, and what a URL may say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import FIELDS, ConfigError, RunConfig, n_parameters, parse

usable = st.builds(
    RunConfig,
    hidden_sizes=st.lists(st.integers(1, 512), max_size=4).map(tuple),
    batch_norm=st.just(False),
    **{name: st.sampled_from(field.choices) for name, field in FIELDS.items() if field.kind == "choice"},
    **{name: st.integers(*field.limits) for name, field in FIELDS.items() if field.kind == "whole"},
    **{name: st.floats(*field.limits) for name, field in FIELDS.items() if field.kind == "real"},
)
anything = st.one_of(
    st.text(), st.integers().map(str), st.floats().map(str), st.sampled_from(["", "nan", "inf", "-1", "1e999", "٣", "True"])
)


def test_the_defaults_are_the_lectures_settings() -> None:
    config = RunConfig()
    assert (config.layer_sizes(), config.activation, config.initialisation) == ((784, 256, 10), "relu", "kaiming_normal")
    assert (config.loss, config.optimizer, config.lr, config.batch_size, config.epochs) == ("cross_entropy", "adam", 1e-3, 256, 10)


@given(usable)
def test_every_config_survives_the_address_bar_and_the_store(config: RunConfig) -> None:
    assert RunConfig.from_query(config.to_query()) == config
    assert RunConfig.from_json(config.to_json()) == config


def test_only_what_differs_from_the_lecture_is_in_the_address() -> None:
    assert RunConfig().to_query() == {}
    assert RunConfig(lr=0.5, hidden_sizes=(64, 32)).to_query() == {"lr": "0.5", "hidden_sizes": "64,32"}
    assert RunConfig(hidden_sizes=()).to_query() == {"hidden_sizes": ""}


@given(st.dictionaries(st.sampled_from([*FIELDS, "utm_source"]), anything))
def test_no_address_whatever_raises(query: dict[str, str]) -> None:
    assert isinstance(RunConfig.from_query(query), RunConfig)


@pytest.mark.parametrize(
    "query",
    [
        {"hidden_sizes": "abc"}, {"hidden_sizes": "0"}, {"hidden_sizes": "99999"}, {"hidden_sizes": ",".join(["8"] * 9)},
        {"hidden_sizes": "2048,2048"}, {"lr": "nan"}, {"lr": "inf"}, {"lr": "0"}, {"lr": "-1"}, {"lr": "fast"}, {"epochs": "0"},
        {"epochs": "1e9"}, {"epochs": "2.5"}, {"batch_size": "1"}, {"batch_size": "many"}, {"seed": "-1"}, {"loss": "hinge"},
    ],
)  # fmt: skip
def test_an_unusable_value_in_the_address_gives_the_default(query: dict[str, str]) -> None:
    assert RunConfig.from_query(query) == RunConfig()
    assert RunConfig.from_query({"seed": "7"} | query) == RunConfig(seed=0 if "seed" in query else 7)


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_told_whole(name: str) -> None:
    """What its kind needs is there, and its default is usable: nothing else of a field is told anywhere."""
    field = FIELDS[name]
    assert field.label
    assert field.help.endswith((".", "never."))
    field.check(getattr(RunConfig(), name))
    if field.is_number:
        assert field.limits[0] < field.limits[1]
        assert field.step > 0
    if field.kind == "choice":
        assert getattr(RunConfig, name) in field.choices
    if field.registry:
        assert all(row.title and row.words for row in field.rows.values())


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.sweep])
def test_the_values_worth_comparing_can_be_typed(name: str) -> None:
    pieces = FIELDS[name].sweep.split(";" if FIELDS[name].kind == "layers" else ",")
    values = [FIELDS[name].parse_typed(piece.strip()) for piece in pieces]
    assert len(values) > 1
    for value in values:
        RunConfig(**{name: value})


def test_batch_norm_is_not_left_with_a_batch_of_one() -> None:
    with pytest.raises(ConfigError, match="33 examples in batches of 32"):
        RunConfig(batch_norm=True, n_examples=33, batch_size=32)
    assert RunConfig.from_query({"batch_norm": "1", "n_examples": "33", "batch_size": "32"}) == RunConfig()
    assert RunConfig.from_query({"batch_norm": "1"}) == RunConfig(batch_norm=True)
    assert RunConfig.from_query({"batch_norm": "yes"}) == RunConfig()


def test_an_adamw_run_of_an_earlier_version_keeps_the_weight_decay_it_had() -> None:
    assert RunConfig.from_json('{"optimizer": "adamw"}').weight_decay == 0.01
    assert RunConfig.from_json(RunConfig(optimizer="adamw").to_json()).weight_decay == 0.0


def test_an_unusable_value_leaves_the_others_alone() -> None:
    assert RunConfig.from_query({"lr": "nan", "epochs": "3", "utm_source": "x"}) == RunConfig(epochs=3)


@pytest.mark.parametrize(
    "values",
    [
        {"lr": True}, {"lr": "0.1"}, {"lr": float("nan")}, {"epochs": 2.0}, {"epochs": None}, {"batch_size": 2**63},
        {"hidden_sizes": [256]}, {"hidden_sizes": (2.0,)}, {"activation": None},
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_is_refused_with_a_sentence(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"\.$"):
        RunConfig(**values)


def test_what_is_typed_wrongly_is_answered_with_an_example() -> None:
    with pytest.raises(ConfigError, match="256, 128"):
        parse("hidden_sizes", "two hundred")


def test_stored_configs_of_other_versions_can_be_read() -> None:
    stored = json.loads(RunConfig(lr=0.5).to_json())
    del stored["activation"]
    assert RunConfig.from_json(json.dumps(stored | {"field_of_tomorrow": 1})) == RunConfig(lr=0.5)
    for text in ("", "[]", "null", "{", '{"hidden_sizes": 3}'):
        with pytest.raises(ConfigError):
            RunConfig.from_json(text)


def test_the_lectures_network_has_203530_parameters() -> None:
    assert n_parameters(RunConfig().layer_sizes()) == 784 * 256 + 256 + 256 * 10 + 10 == 203_530

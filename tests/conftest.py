"""Fixtures for every test: an own empty data folder, and pages opened without a browser."""

import functools
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, app_test

from core.runs.store import RunStore
from pages.ui import resources

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the cores are shared by the tests that run side by side; read when torch is imported

settings.register_profile("shared_machine", deadline=None)
settings.load_profile("shared_machine")

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True, scope="session")
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing a test does reaches the data of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(tmp_path_factory.mktemp("data")))
        for name in ("DATABASE_URL", "RAY_ADDRESS"):
            if name in os.environ:
                patch.delenv(name)
        yield
    app_test.TMP_DIR.cleanup()  # streamlit leaves it to the interpreter's end, which warns of it


@pytest.fixture(autouse=True, scope="session")
def _installed_packages_are_searched_once() -> Iterator[None]:
    """Each AppTest searches all installed packages for components, which takes longer than most pages; what is found does not change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """`open_page("losses.py", target="1.5")`: the page as AppTest sees it, opened through the router with these URL parameters."""

    def opened(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages/router.py"), default_timeout=30)
        app.session_state["visitor"] = secrets.token_hex(8)  # AppTest has no cookies, by which a visitor is known
        app.run().switch_page(page)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception[0].message
        return app

    return opened


@pytest.fixture
def open_store() -> Iterator[Callable[[Path], RunStore]]:
    """`open_store(folder)`: the store in that data folder, where the pages find it too."""
    with pytest.MonkeyPatch.context() as patch:

        def opened(folder: Path) -> RunStore:
            patch.setenv("DATA_DIR", str(folder))
            resources.store.cache_clear()
            return resources.store()

        yield opened
        resources.store().close()
    resources.store.cache_clear()


@pytest.fixture
def store(tmp_path: Path, open_store: Callable[[Path], RunStore]) -> RunStore:
    """A store of its own for each test that asks for it, in the test's folder, where the pages find it."""
    return open_store(tmp_path)

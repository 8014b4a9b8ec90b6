"""What would have to change: a small change of the picture that makes the network say another digit."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.draw import as_percent, contributions, picture
from core.interpret.adversarial import N_SHUFFLED, Change, applied, smallest_change
from core.interpret.attribution import Network, probabilities
from pages.ui.components.figure import show


@st.fragment
def show_change(network: Network, pixels: NDArray[np.float32]) -> None:
    """A choice of digit; once chosen, the change that leads there, and what the network says on the way."""
    st.header("What would have to change for another answer?", anchor=False)
    answer = int(probabilities(network, pixels).argmax())
    row = st.container(horizontal=True, gap="medium")
    target = row.selectbox("Make it say", range(10), index=None, placeholder="Choose a digit", key="draw_change", width=180)
    if target is None:
        st.caption("A small change of your drawing that makes the network say this digit will be here.")
        return
    if target == answer:
        st.caption(f"It says {target} already. Choose another digit.")
        return
    times = row.slider("How much of the change", 0, 300, 100, 10, format="%d %%", key="draw_change_by", width=300)
    change = smallest_change(network, pixels, target)
    changed, chances = applied(network, change, times / 100)
    _pictures(change, changed)
    st.markdown(_what_happened(change, chances, times))
    if change.reached:
        st.markdown(_what_it_means(change))


def _pictures(change: Change, changed: NDArray[np.float32]) -> None:
    figures = {
        "Before": picture(change.before, 170),
        "After": picture(changed, 170),
        "The change": contributions(change.difference, 170),
    }
    with st.container(horizontal=True, gap="small"):
        for number, (title, figure) in enumerate(figures.items()):
            with st.container(width=170):
                st.markdown(f"**{title}**")
                show(figure, key=f"draw_change_{number}", alt=f"{title}, 28 by 28 pixels.")


def _what_happened(change: Change, chances: NDArray[np.float32], times: int) -> str:
    answer, now, target = int(change.chances_before.argmax()), int(chances.argmax()), change.target
    if not change.reached:
        return f"Following its gradients did not lead to a {target}: the network still says {answer}."
    before, after = as_percent(float(change.chances_before[target])), as_percent(float(chances[target]))
    said = f"With {times} % of the change it reads **{now}**. The probability of {target} was {before} and is now **{after}**. "
    return said + ("At 100 % it is just over the border between two answers: go further, or back." if times == 100 else "")


def _what_it_means(change: Change) -> str:
    answer, most = int(change.chances_before.argmax()), float(np.abs(change.difference).max())
    return (
        f"**Compare before and after**: to you it is most likely still a {answer}. **Now look at the change**: vermilion "
        f"pixels get more ink, blue ones less. {change.n_pixels} of the 784 pixels change, none by more than {100 * most:.0f} % of full "
        f"ink. It is mostly faint specks, no clean {change.target}.\n\n"
        "What does that mean? The network does not look for strokes as you do. It adds up hundreds of pixels, so hundreds of small "
        f"changes that all push the same way add up too. In other places they do not: shuffled {N_SHUFFLED} times among the pixels, "
        f"the very same changes gave another answer **{change.n_shuffled}** times.\n\n"
        "Such a picture is called an *adversarial example*. The method is DeepFool "
        "([Moosavi-Dezfooli, Fawzi and Frossard, 2016](https://arxiv.org/abs/1511.04599)), aimed at one digit; a smaller change may exist."
    )

"""Adversarial examples: a small change of the picture that makes the network answer another digit."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.draw import as_percent, picture, pixel_map
from core.interpret.adversarial import N_SHUFFLED, AdversarialExample, adversarial_example, perturb
from pages.ui.components.figure import show
from pages.ui.draw.prediction import Prediction


@st.fragment
def show_adversarial(prediction: Prediction) -> None:
    """A choice of digit; once chosen, the perturbation that leads there, and the network's answer on the way."""
    st.header("What would have to change for another answer?", anchor=False)
    row = st.container(horizontal=True, gap="medium")
    target = row.selectbox("Make it say", range(10), index=None, placeholder="Choose a digit", key="draw_adversarial", width=180)
    if target is None:
        st.caption("A small change of your drawing that makes the network answer this digit will appear here.")
        return
    if target == prediction.answer:
        st.caption(f"{target} is already its most probable digit. Choose another one.")
        return
    percent = row.slider("How much of the change", 0, 300, 100, 10, format="%d %%", key="draw_perturbation_percent", width=300)
    example = adversarial_example(prediction.network, prediction.pixels, target)
    changed, probabilities_now = perturb(prediction.network, example, percent / 100)
    _pictures(example, changed)
    st.markdown(_outcome(example, probabilities_now, percent))
    if example.succeeded:
        st.markdown(_meaning(example))


def _pictures(example: AdversarialExample, changed: NDArray[np.float32]) -> None:
    figures = {
        "Before": picture(example.before, 170),
        "After": picture(changed, 170),
        "The change": pixel_map(example.perturbation, 170),
    }
    with st.container(horizontal=True, gap="small"):
        for number, (title, figure) in enumerate(figures.items()):
            with st.container(width=170):
                st.markdown(f"**{title}**")
                show(figure, key=f"draw_adversarial_{number}", alt=f"{title}, 28 by 28 pixels.")


def _outcome(example: AdversarialExample, probabilities_now: NDArray[np.float32], percent: int) -> str:
    answer, now, target = int(example.probabilities_before.argmax()), int(probabilities_now.argmax()), example.target
    if not example.succeeded:
        return f"Following its gradients did not lead to a {target}: the most probable digit is still {answer}."
    before, after = as_percent(float(example.probabilities_before[target])), as_percent(float(probabilities_now[target]))
    sentences = [
        f"With {percent} % of the change the most probable digit is **{now}**.",
        f"The probability of {target} was {before} and is now **{after}**.",
    ]
    if percent == 100:
        sentences += ["At 100 % it is just over the border between two digits: go further, or back."]
    return " ".join(sentences)


def _meaning(example: AdversarialExample) -> str:
    answer, largest = int(example.probabilities_before.argmax()), float(np.abs(example.perturbation).max())
    return (
        f"**Compare before and after**: to you it is most likely still a {answer}. **Now look at the change**: orange "
        f"pixels get more ink, blue ones less. {example.n_changed_pixels} of the 784 pixels change, none by more than "
        f"{100 * largest:.0f} % of full ink. The change is mostly faint specks, not a clean {example.target}.\n\n"
        "What does that mean? The network does not look for strokes as you do. It adds up hundreds of pixels, so hundreds of "
        "small changes that all push the same way add up too. In other places they do not: when the same changes were shuffled among "
        f"the pixels {N_SHUFFLED} times, they gave another answer **{example.n_shuffled_flips}** times.\n\n"
        "Such a picture is called an *adversarial example*. The method is DeepFool "
        "([Moosavi-Dezfooli, Fawzi and Frossard, 2016](https://arxiv.org/abs/1511.04599)), aimed at one digit; a smaller change may exist."
    )

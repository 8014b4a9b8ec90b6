"""Why a trained network says what it says, and how good it is."""

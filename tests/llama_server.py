"""llama.cpp's server with a small real model, for the tests: ``MODEL.gguf ALIAS CONTEXT SLOTS``.

Prints its address when it is ready, and ends with its standard input.
"""

from __future__ import annotations

import sys

import xllamacpp


def main() -> None:
    path, alias, context, slots = sys.argv[1:]
    told = xllamacpp.CommonParams()
    told.model.path = path
    told.model_alias = {alias}
    told.n_ctx, told.n_parallel = int(context), int(slots)
    # Several threads wait for each other at every step: on a busy machine one is quicker.
    told.cpuparams.n_threads = told.cpuparams_batch.n_threads = 1
    told.port = 0
    server = xllamacpp.Server(told)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()

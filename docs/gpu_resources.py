#!/usr/bin/env python3
"""What each kernel takes of a multiprocessor, and how wide it loads: the table of docs/gpu.md.

    python3 docs/gpu_resources.py [--check | --write]

Compiles tests/cuda/kernels.cu with nvcc for every architecture, all warnings as errors, and reads what ptxas says of each kernel. Prints a Markdown
table; --write puts it into docs/gpu.md; --check prints what is wrong alone. Fails when a kernel spills registers or has an array that is not in registers
(a stack frame of more than 8 bytes, which a call that is not inlined makes, too), when one that reads rows of logits has no loads of 128 bits, when a header of include/calm/cuda is in no kernel's includes, or one includes range-v3, Eigen or nlohmann/json.

NVCC names the compiler (nvcc in PATH or /usr/local/cuda/bin unless given). Widths of loads and stores are read from the machine code by cuobjdump
(CUOBJDUMP, or in PATH; pip install nvidia-cuda-cuobjdump nvidia-cuda-nvdisasm), or without it from PTX. Exit status 77: no nvcc.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tests/cuda/kernels.cu"
PAGE = ROOT / "docs/gpu.md"
# Of a multiprocessor: shared memory in bytes for blocks; all of them have 65536 registers, given out 256 a warp, and hold 2048 threads and 32 blocks.
ARCHITECTURES = {"sm_80": 164 * 1024, "sm_90": 228 * 1024, "sm_100": 228 * 1024}
WIDE = {"score_rows": (128, 0), "gradient_rows": (128, 128)}  # bits of the widest load and store, at least
NOT_INCLUDED = re.compile(r"/(range/v3|Eigen|nlohmann)/")


def tool(variable, name, *elsewhere):
    return next((found for place in (os.environ.get(variable), name, *elsewhere) if place and (found := shutil.which(place))), None)


def run(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{command[0]} failed ({done.returncode})")
    return done.stdout


def demangle(names):
    text = subprocess.run(["c++filt"], input="\n".join(names), stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    return dict(zip(names, text.splitlines()))


def agent_of(signature):
    """("score_rows", "bf16") of void calm::cuda::detail::run_agent<calm::cuda::detail::score_rows<calm::loss::bf16, ...> >(...)"""
    agent = re.search(r"run_agent<(?:calm::cuda::detail::)?(\w+)", signature)
    element = re.search(r"\b(bf16|fp16|tf32|float|double)\b", signature[agent.end():])
    return agent.group(1), element.group(1) if element else ""


def included(nvcc):
    """Breaches of the rule of includes; nvcc -M lists what a host and a device compiler read."""
    listed = run(nvcc, "-std=c++20", "-M", "-I", "include", "-I", "tests", SOURCE)
    files = listed.replace("\\\n", " ").split()
    problems = [f"tests/cuda/kernels.cu includes {one}" for one in files if NOT_INCLUDED.search(one)]
    reached = {pathlib.Path(one).name for one in files if one.endswith(".cuh")}
    for header in sorted((ROOT / "include/calm/cuda").rglob("*.cuh")):
        if header.name not in reached:
            problems.append(f"{header.relative_to(ROOT)} is in nothing that tests/cuda/kernels.cu includes")
    return problems


def compile_all(nvcc, work):
    """{(kernel, architecture): {registers, shared, spill, stack, threads}}"""
    flags = ["-std=c++20", "-I", "include", "-I", "tests", "-Werror=all-warnings", "-Xcompiler=-Wall,-Wextra,-Wconversion,-Wshadow,-Werror", "-Xptxas=-v", "--keep", "--keep-dir", work,
             "--threads=0", "-c", SOURCE, "-o", work / "kernels.o"]
    for architecture in ARCHITECTURES:
        number = architecture[3:]
        flags.append(f"--generate-code=arch=compute_{number},code=[{architecture}{',compute_' + number if number == '100' else ''}]")
    said = run(nvcc, *flags)
    kernels, threads = {}, {}
    for ptx in work.glob("*.ptx"):
        for name, count in re.findall(r"\.entry (\w+)\([^)]*\)[^{]*?\.maxntid (\d+)", ptx.read_text()):
            threads[name] = int(count)
    current = None
    for line in said.splitlines():
        if found := re.search(r"Compiling entry function '(\w+)' for '(\w+)'", line):
            current = kernels.setdefault((found.group(1), found.group(2)), {"shared": 0, "threads": threads.get(found.group(1), 0)})
        elif current is not None and (found := re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", line)):
            current["stack"], current["spill"] = int(found.group(1)), int(found.group(2)) + int(found.group(3))
        elif current is not None and (found := re.search(r"Used (\d+) registers", line)):
            current["registers"] = int(found.group(1))
            if found := re.search(r"(\d+) bytes smem", line):
                current["shared"] = int(found.group(1))
    return kernels


def widths(cuobjdump, work):
    """{(kernel, architecture): (widest global load, store), in bits}"""
    found_widths, kernel, architecture = {}, None, None
    for line in run(cuobjdump, "-sass", work / "kernels.o").splitlines():
        if found := re.match(r"\s*Function : (\w+)", line):
            kernel = found.group(1)
        elif found := re.match(r"\s*arch = (\w+)", line):
            architecture = found.group(1)
        elif found := re.search(r"\b(LDG|STG)((?:\.\w+)*)", line):
            bits = next((int(part) for part in reversed(found.group(2).split(".")) if part in ("64", "128", "256")), 32)
            if re.search(r"\.[US]8\b", found.group(2)):
                bits = 8
            elif re.search(r"\.[US]16\b", found.group(2)):
                bits = 16
            load, store = found_widths.get((kernel, architecture), (0, 0))
            found_widths[kernel, architecture] = (max(load, bits), store) if found.group(1) == "LDG" else (load, max(store, bits))
    return found_widths


def ptx_widths(work):
    """The same from PTX, which ptxas turns into machine code."""
    found_widths = {}
    for ptx in work.glob("*.ptx"):
        text = ptx.read_text()
        architecture = re.search(r"\.target (\w+)", text).group(1)
        for body in re.split(r"\.entry ", text)[1:]:
            bits = {"ld": 0, "st": 0}
            for what, count, size in re.findall(r"\b(ld|st)\.global(?:\.\w+)*?(?:\.v(\d))?\.[bufs](\d+)\b", body):
                bits[what] = max(bits[what], int(count or 1) * int(size))
            found_widths[re.match(r"\w+", body).group(0), architecture] = (bits["ld"], bits["st"])
    return found_widths


def occupancy(kernel, architecture):
    """Share of a multiprocessor's 2048 threads that its registers and shared memory let be there."""
    warps = kernel["threads"] // 32
    blocks = min(65536 // ((kernel["registers"] * 32 + 255) // 256 * 256 * warps), 32, 2048 // kernel["threads"])
    if kernel["shared"]:
        blocks = min(blocks, ARCHITECTURES[architecture] // (kernel["shared"] + 1024))  # 1 KiB of each block is the system's
    return blocks * kernel["threads"] / 2048


def span(values, unit=""):
    low, high = min(values), max(values)
    return f"{low}{unit}" if low == high else f"{low} to {high}{unit}"


def table(kernels, wide):
    names = demangle(sorted({name for name, _ in kernels}))
    groups = {}
    for (name, architecture), kernel in kernels.items():
        groups.setdefault(agent_of(names[name]), {}).setdefault(architecture, []).append((kernel, wide.get((name, architecture))))
    lines = ["| kernel | of | kernels | threads | registers on " + ", ".join(ARCHITECTURES) + " | spilled bytes | shared memory | occupancy on " + ", ".join(ARCHITECTURES) +
             " | widest load, store, bits |", "|---|---|---:|---:|---|---:|---:|---|---|"]
    for (agent, of), by in sorted(groups.items()):
        every = [kernel for some in by.values() for kernel, _ in some]
        loads = [width for some in by.values() for _, width in some if width]
        lines.append("| `{}` | {} | {} | {} | {} | {} | {} B | {} | {} |".format(
            agent, of, max(len(some) for some in by.values()), span([k["threads"] for k in every]), "; ".join(span([k["registers"] for k, _ in by[a]]) for a in ARCHITECTURES),
            max(k["spill"] for k in every), span([k["shared"] for k in every]), "; ".join(span([round(100 * occupancy(k, a)) for k, _ in by[a]], " %") for a in ARCHITECTURES),
            f"{min(w[0] for w in loads)}, {min(w[1] for w in loads) or 'none'}"))
    return "\n".join(lines)


def main():
    mode = sys.argv[1] if len(sys.argv) > 1 else ""
    if mode not in ("", "--check", "--write") or len(sys.argv) > 2:
        sys.exit(__doc__)
    nvcc = tool("NVCC", "nvcc", "/usr/local/cuda/bin/nvcc")
    if nvcc is None:
        print("there is no nvcc here (NVCC names one)")
        return 77
    cuobjdump = tool("CUOBJDUMP", "cuobjdump")
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        problems = included(nvcc)
        kernels = compile_all(nvcc, work)
        wide = widths(cuobjdump, work) if cuobjdump else ptx_widths(work)
    names = demangle(sorted({name for name, _ in kernels}))
    for (kernel, architecture), what in kernels.items():
        if what["spill"]:
            problems.append(f"spills {what['spill']} bytes on {architecture}: {names[kernel]}")
        elif what["stack"] > 8:  # 8 without a spill are nvcc's own, on sm_80: where threads part and meet
            problems.append(f"has {what['stack']} bytes of arrays out of registers on {architecture}: {names[kernel]}")
        load, store = wide.get((kernel, architecture), (0, 0))
        least_load, least_store = WIDE.get(agent_of(names[kernel])[0], (0, 0))
        if load < least_load or store < least_store:
            problems.append(f"loads {load} bits and stores {store} at most on {architecture}: {names[kernel]}")
    if mode == "--check":
        print(f"{len(names)} kernels for {', '.join(ARCHITECTURES)}: {'as they should be' if not problems else f'{len(problems)} problems'}")
    else:
        version = re.search(r"release [\d.]+, V([\d.]+)", run(nvcc, "--version")).group(1)
        text = f"By nvcc {version} (`python3 docs/gpu_resources.py`), {len(names)} kernels:\n\n{table(kernels, wide)}\n"
        if mode == "--write":
            begin, end = "<!-- resources -->\n", "<!-- end of resources -->"
            before, rest = PAGE.read_text(encoding="utf-8").split(begin)
            PAGE.write_text(before + begin + text + end + rest.split(end)[1], encoding="utf-8")
        else:
            print(text)
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

// Where the kernels of the type-erased backend are compiled.
#include "calm/cuda/any_backend.cuh"

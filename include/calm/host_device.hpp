// CALM_HOST_DEVICE marks the functions that run on a GPU too: what nvcc needs to hear, and nothing for any other compiler.
#pragma once

#ifdef __CUDACC__
#define CALM_HOST_DEVICE __host__ __device__
#else
#define CALM_HOST_DEVICE
#endif

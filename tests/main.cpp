// The one main of every test program; compiled once. Catch2 2 keeps its implementation in the header, 3 in a library.
#define CATCH_CONFIG_RUNNER
#include "catch.hpp"

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }

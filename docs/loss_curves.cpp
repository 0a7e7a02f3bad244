// Prints the curves of docs/losses.md, for docs/losses.py to draw: name, side, axis, x, loss and gradient, with tabs between them.
#include "loss_curves.hpp"

#include <cstdio>

int main() {
    constexpr int steps = 240;
    for (const auto& one : docs::curves())
        for (int i = 0; i <= steps; ++i) {
            const double x = one.low + (one.high - one.low) * i / steps;
            const auto [loss, gradient] = docs::at(one, x);
            std::printf("%s\t%s\t%s\t%.6g\t%.6g\t%.6g\n", one.loss.c_str(), one.rejected ? "rejected" : "chosen", one.axis.c_str(), x, loss, gradient);
        }
}

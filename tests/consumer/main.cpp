// A program that uses the installed library: prints the version and the result of a small vote.
#include "calm/record/ballot.hpp"
#include "calm/version.hpp"

#include <iostream>

int main() {
    calm::ballot votes;
    votes.cells = {{"A", "en", 1, 1, {0, 0}}, {"B", "de", 1, 1, {1, 0}}, {"B", "en", 1, 1, {0, 1}}};
    const auto ranking = calm::totals(votes);
    std::cout << "calm " << calm::version << ": " << ranking.front().key.view() << " leads with " << ranking.front().votes
              << " of 3 votes\n";
}

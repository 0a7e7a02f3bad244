// Made by tests/measure/peers.py with krippendorff 0.9.0, statsmodels 0.15.0 and numpy 2.4.6; not written by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peers {

/// Answers of several raters, a string a question, '.' for none.
struct agreement {
    std::vector<std::string> answers;
    double alpha;                ///< krippendorff.alpha, nominal
    double fleiss;               ///< statsmodels' fleiss_kappa over the questions without '.'
    std::size_t complete;        ///< their number
    double cohen;                ///< statsmodels' cohens_kappa of the first two raters
    std::size_t agreeing, both;  ///< of the first two raters
};
inline const std::vector<agreement> agreements{
    {{"EE.EBE", "DDDBDC", "DBDDED", "BADCCE", "EC.CEE", "A.EDE.", "DB.AB.", "BABBB.", "ADDBA.", "D.CCE.", "DDEE.D", "AABA.A", "BEDCEE",
      "DAAACA", "EAA.CA", "DDECAD", "D.BEEE", "ACCCCC", ".CEEEE", "EEE.D.", "BBB.EB", "DE.ADB", "AAAABA", "ECBB.E", "EDDBD.", "..BCBB",
      "..DADD", ".CCACC", "ECDEDE", "BBBBBB", "EEEBEE", "DBDAB.", "EDBDED", ".AAABA", "CCCCCC", "CDDDDD", "BEBBB.", "CBC.AC", "DDCDD.",
      "EAC.CC"},
     0.29879350348027833, 0.35221621621621629, 14, 0.21279212792127922, 12, 32},
    {{"BA.", "CDB", "DDA", "DAD", "...", "C.D", "CCA", "D.D", ".C.", "CBC", "BC.", "ACA", "B..", "D.B", "B.C", ".BA", "DDB", "...", ".D.",
      ".AC", "AAA", "BBA", "CAA", "DCA", ".B."},
     0.033557046979865723, 0.083333333333333329, 11, 0.18110236220472442, 5, 13},
    {{"AAAAAABA", "AAAAAAA.", "BABAAA.A", ".BBBBBBB", "ABBBAABA", "AAA.AAAA", "ABBBBBBB", "BBB.BBBA", "AAABAAAA", "BBBBBBBB", "BBBBBBBB",
      "AAAAAABB", "AAB.BAAA", "ABBB.AAA", "ABBAAAA.", "AABAAAAA", "AAAAAAAA", "BBBBBA.B", "AAABAAAB", "AAAAAAAA", ".AAABAAA", "ABABAAAA",
      "B.AABABA", "BBBBBBAB", "ABBBABBB", "AAABABAA", "AABAAAAA", "BABBBBBB", "BBBBBBBB", "AABAAAA."},
     0.45276785714285717, 0.50156453354747588, 18, 0.37931034482758613, 19, 27},
    {{"CE", "DD", "BB", "AA", "CE", "EE", "EC", "ED", "BE", "DC", "BB", "BB"},
     0.37556561085972862, 0.34841628959276011, 12, 0.35135135135135137, 6, 12},
};

/// A paired comparison and its p-value, from exact fractions; statsmodels' mcnemar(exact=True) agrees with it to 1e-11.
struct paired {
    std::size_t gained, lost;
    double p;
};
inline const std::vector<paired> pairs{
    {0, 0, 1},
    {0, 1, 1},
    {1, 0, 1},
    {3, 3, 1},
    {1, 5, 0.21875},
    {10, 2, 0.03857421875},
    {7, 20, 0.019157290458679199},
    {30, 12, 0.0079158973348967265},
    {121, 59, 4.4344492637551764e-06},
    {500, 420, 0.0091627638752313795},
    {700, 1300, 1.6293497027604705e-41},
    {5000, 4800, 0.044404148799846291},
};

/// Right and wrong answers, and the percentile interval of their mean by a second implementation of the resampling, with numpy.quantile.
struct resampled {
    std::string right;
    std::size_t replicates;
    std::uint64_t seed;
    double confidence, low, high;
};
inline const std::vector<resampled> intervals{
    {"1", 3, 7, 0.9, 1, 1},
    {"100000000110", 200, 0, 0.95, 0, 0.5},
    {"1110110011011001110011010100010010011010111101011010111100111111111011111100111011101011111111100001"
     "1110111110010111111111111111011101111", 1000, 123456789012345, 0.9, 0.63503649635036497, 0.76642335766423353},
};

} // namespace peers

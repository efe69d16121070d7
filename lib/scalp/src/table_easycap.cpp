#include "standard_tables.hpp"

namespace attune::scalp {

// EasyCap's layouts: name, inclination from Cz (degrees; negative on the left) and azimuth (degrees), as the maker
// publishes them, here read from MNE-Python 1.3.0, Debian 12. M1 is 10-10, M10 equidistant with numbers for names.
const std::string_view kEasycapM1 = R"(
Fp1 -92 -72  Fp2 92 72  F3 -60 -51  F4 60 51  C3 -46 0  C4 46 0  P3 -60 51  P4 60 -51  O1 -92 72  O2 92 -72
F7 -92 -36  F8 92 36  T7 -92 0  T8 92 0  P7 -92 36  P8 92 -36  Fz 46 90  Cz 0 0  Pz 46 -90  F1 -50 -68  F2 50 68
FC1 -32 -45  FC2 32 45  C1 -23 0  C2 23 0  CP1 -32 45  CP2 32 -45  P1 -50 68  P2 50 -68  AF3 -74 -65  AF4 74 65
FC3 -53 -33  FC4 53 33  CP3 -52 33  CP4 52 -33  PO3 -74 65  PO4 74 -65  F5 -75 -41  F6 75 41  FC5 -72 -21  FC6 72 21
C5 -69 0  C6 69 0  CP5 -72 21  CP6 72 -21  P5 -75 41  P6 75 -41  AF7 -92 -54  AF8 92 54  FT7 -92 -18  FT8 92 18
TP7 -92 18  TP8 92 -18  PO7 -92 54  PO8 92 -54  F9 -115 -36  F10 115 36  FT9 -115 -18  FT10 115 18  TP9 -115 18
TP10 115 -18  P9 -115 36  P10 115 -36  PO9 -115 54  PO10 115 -54  O9 -115 72  O10 115 -72  Fpz 92 90  AFz 69 90
FCz 23 90  CPz 23 -90  POz 69 -90  Oz 92 -90  Iz 115 -90)";

const std::string_view kEasycapM10 = R"(
1 0 0  2 23 90  3 23 30  4 23 -30  5 23 -90  6 -23 30  7 -23 -30  8 46 90  9 46 66  10 46 33  11 46 0  12 46 -33
13 46 -66  14 46 -90  15 -46 66  16 -46 33  17 -46 0  18 -46 -33  19 -46 -66  20 69 90  21 69 66  22 69 42  23 69 18
24 69 -6  25 69 -30  26 69 -54  27 69 -78  28 -69 78  29 -69 54  30 -69 30  31 -69 6  32 -69 -18  33 -69 -42
34 -69 -66  35 92 90  36 92 68  37 92 45  38 92 22  39 92 0  40 92 -22  41 92 -45  42 92 -68  43 92 -90  44 -92 68
45 -92 45  46 -92 22  47 -92 0  48 -92 -22  49 -92 -45  50 -92 -68  51 115 35  52 115 10  53 115 -15  54 115 -40
55 115 -65  56 115 -90  57 -115 65  58 -115 40  59 -115 15  60 -115 -10  61 -115 -35)";

}  // namespace attune::scalp

#include "attune/heart/request.hpp"

namespace attune::heart {

std::vector<std::string> ecg_paragraphs() {
  return {
      "R peaks are found by Pan and Tompkins with search-back and a T-wave check and placed finer than a sample; "
      "--method ppg takes the peaks of a pulse wave. --beats takes beats that are known (of WFDB annotations the "
      "intervals between normal beats), --rr a list of intervals. Artefacts and ectopic beats are then corrected by "
      "Lipponen and Tarvainen; --artefacts drop leaves them out instead, keep measures what there is. Nothing is "
      "joined "
      "across a gap or a beat that was left out.",
      "Measures, with groups for --measure. time: mean_nn, heart_rate (60,000 / mean_nn), sdnn (n - 1), cvnn, rmssd, "
      "ln_rmssd, sdsd, pnn50 and pnn20 (percent of the successive differences that are larger). frequency: vlf, lf, hf "
      "(ms^2), ln_lf, ln_hf, lf_nu = lf / (lf + hf), lf_hf, lf_peak, hf_peak. nonlinear: sd1, sd2, sample_entropy (m "
      "2, "
      "r 0.2 SD), dfa_alpha1 (4 to 16 beats), dfa_alpha2 (16 to 64). rsa: ln_rsa (Porges-Bohrer, ln ms^2) and "
      "peak_to_valley (ms, with a channel of breathing). quality: beat_quality, the mean correlation of the beats with "
      "the usual shape of a beat, where they were detected here.",
      "Spectra are Welch's of a natural cubic spline at 4 Hz through the intervals at the times of the beats that end "
      "them, or Lomb-Scargle's of the beats themselves; Hann-tapered segments of --window (or as long as the longest "
      "stretches) that overlap by half, scaled so that the integral is the variance. The spline loses some of what is "
      "fast "
      "for the heart rate; Lomb-Scargle keeps it and adds noise: do not mix the two in one study. --bands adult: VLF "
      "0.0033 to 0.04, LF to 0.15, HF to 0.40 Hz; child: HF to 0.60 Hz; infant (to 4 years): LF 0.04 to 0.24, HF to "
      "1.04 "
      "Hz. vlf asks for segments of 300 s, lf of 50 s (120 s are advised), hf of 15 s (60 s).",
      "Windows come from --conditions, --from, --to and --epoch. Those of a condition are measured together, but not "
      "joined; --epochs writes each by itself. quality is the artefact share: time without beats or signal, and "
      "intervals that were corrected. A window above --max-artefact is left out with the reason in excluded. Breathing "
      "below 9 a minute moves power from HF to LF, and is warned of.",
      "--responses looks at every second after events: the mean interval (or rate) of that second, weighted by time, "
      "less the mean of the baseline; ibi_change_1s, _2s, ... and ibi_change over all of them, positive where the "
      "heart "
      "slows. Trials that a gap touches, or with more than --max-artefact of their time corrected, are excluded. "
      "--trials "
      "writes them as a ledger that attune ledger takes."};
}

std::vector<std::string> ecg_references() {
  return {
      "Pan & Tompkins (1985). A real-time QRS detection algorithm. IEEE Trans Biomed Eng 32:230-236.",
      "Lipponen & Tarvainen (2019). A robust algorithm for heart rate variability time series artefact correction. J "
      "Med "
      "Eng Technol 43:173-181.",
      "Task Force of the ESC and NASPE (1996). Heart rate variability: standards of measurement. Circulation "
      "93:1043-1065.",
      "Lewis, Furman, McCool & Porges (2012). Statistical strategies to quantify respiratory sinus arrhythmia. Biol "
      "Psychol 89:356-364.",
      "Grossman, van Beek & Wientjes (1990). A comparison of three quantification methods for estimation of "
      "respiratory "
      "sinus arrhythmia. Psychophysiology 27:702-714.",
      "Velden & Woelk (1987). Depicting cardiac activity over real time: a proposal for standardization. J "
      "Psychophysiol "
      "1:173-175.",
      "Bar-Haim, Marshall & Fox (2000). Developmental changes in heart period and high-frequency heart period "
      "variability "
      "from 4 months to 4 years of age. Dev Psychobiol 37:44-56."};
}

}  // namespace attune::heart

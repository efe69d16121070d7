#pragma once

namespace attune::parallel {

/// Lets the calling thread run only where no other thread of any program wants the processor, for work done ahead that
/// may turn out not to be needed. There is no way back. Does nothing where the system does not offer it.
void stand_back();

}  // namespace attune::parallel

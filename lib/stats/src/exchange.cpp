#include "attune/stats/exchange.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"

namespace attune::stats {

std::string name_of(Exchange exchange) { return exchange == Exchange::within ? "within" : "whole"; }

Exchange parse_exchange(std::string_view text) {
  if (text == "within") return Exchange::within;
  if (text == "whole") return Exchange::whole;
  throw usage_error(fmt::format("exchange is {}; expected within or whole", in_quotes(text)));
}

}  // namespace attune::stats

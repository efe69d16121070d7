#include "attune/cli/tool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::cli {
namespace {

std::string label(const std::string& name) { return "--" + name; }

double number_from(const std::string& name, const std::string& text, const std::string& what) {
  if (const auto value = parse_double(text)) return *value;
  throw usage_error(fmt::format("{}: {} is not a number; give {}", label(name), in_quotes(text), what));
}

std::int64_t integer_from(const std::string& name, const std::string& text) {
  if (const auto value = parse_integer(text)) return *value;
  throw usage_error(fmt::format("{}: {} is not a whole number", label(name), in_quotes(text)));
}

// How each type of target is named in help, shown as a default and read from text.
template <class T>
struct Value;
template <>
struct Value<std::string> {
  static constexpr const char* kName = "TEXT";
  static std::string show(const std::string& v) { return v; }
  static std::string read(const std::string&, const std::string& text) { return text; }
};
template <>
struct Value<std::filesystem::path> {
  static constexpr const char* kName = "FILE";
  static std::string show(const std::filesystem::path& v) { return v.string(); }
  static std::filesystem::path read(const std::string&, const std::string& text) { return text; }
};
template <>
struct Value<double> {
  static constexpr const char* kName = "NUMBER";
  static std::string show(double v) { return format_double(v); }
  static double read(const std::string& name, const std::string& text) { return number_from(name, text, "a number"); }
};
template <>
struct Value<int> {
  static constexpr const char* kName = "N";
  static std::string show(int v) { return fmt::format("{}", v); }
  static int read(const std::string& name, const std::string& text) {
    const std::int64_t value = integer_from(name, text);
    if (value < -2147483647 || value > 2147483647)
      throw usage_error(fmt::format("{}: {} is too large", label(name), in_quotes(text)));
    return static_cast<int>(value);
  }
};
template <>
struct Value<std::int64_t> {
  static constexpr const char* kName = "N";
  static std::string show(std::int64_t v) { return fmt::format("{}", v); }
  static std::int64_t read(const std::string& name, const std::string& text) { return integer_from(name, text); }
};

template <class Unit, char... kSymbol>
struct UnitValue {
  static constexpr const char kName[] = {kSymbol..., '\0'};
  static double bare(const Unit& v) {
    if constexpr (requires { v.count(); })
      return v.count();
    else
      return v.value();
  }
  static std::string show(const Unit& v) { return format_double(bare(v)); }
  static Unit read(const std::string& name, const std::string& text) {
    return Unit(number_from(name, text, fmt::format("a number of {}", kName)));
  }
};
template <>
struct Value<Milliseconds> : UnitValue<Milliseconds, 'm', 's'> {};
template <>
struct Value<Seconds> : UnitValue<Seconds, 's'> {};
template <>
struct Value<Hertz> : UnitValue<Hertz, 'H', 'z'> {};
template <>
struct Value<Millimetres> : UnitValue<Millimetres, 'm', 'm'> {};
template <>
struct Value<Microvolts> : UnitValue<Microvolts, 'u', 'V'> {};

template <class T>
Parameter plain(std::string name, T& target, std::string help) {
  Parameter p;
  p.name = name;
  p.value_name = Value<T>::kName;
  p.help = std::move(help);
  p.default_text = Value<T>::show(target);
  p.store = [name, &target](const std::string& text) { target = Value<T>::read(name, text); };
  return p;
}

template <class T>
Parameter maybe(std::string name, std::optional<T>& target, std::string help) {
  Parameter p;
  p.name = name;
  p.value_name = Value<T>::kName;
  p.help = std::move(help);
  if (target) p.default_text = Value<T>::show(*target);
  p.store = [name, &target](const std::string& text) { target = Value<T>::read(name, text); };
  return p;
}

Parameter positional(std::string name, std::string value_name, std::string help, bool is_required) {
  Parameter p;
  p.kind = Parameter::Kind::input;
  p.name = std::move(name);
  p.value_name = std::move(value_name);
  p.help = std::move(help);
  p.required = is_required;
  return p;
}

std::string checked_choice(const std::string& name, const std::vector<std::string>& choices, const std::string& text) {
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return text;
  throw usage_error(fmt::format("{}: unknown value {}{}", name, in_quotes(text), suggestion(text, choices)));
}

}  // namespace

Tool& Tool::add(Parameter parameter) {
  parameters_.push_back(std::move(parameter));
  return *this;
}

Tool& Tool::synopsis(std::string sentence) {
  synopsis_ = std::move(sentence);
  return *this;
}
Tool& Tool::group(std::string name) {
  group_ = std::move(name);
  return *this;
}
Tool& Tool::describe(std::string paragraph) {
  paragraphs_.push_back(std::move(paragraph));
  return *this;
}
Tool& Tool::example(std::string command_line, std::string explanation) {
  examples_.push_back({std::move(command_line), std::move(explanation)});
  return *this;
}
Tool& Tool::reference(std::string citation) {
  references_.push_back(std::move(citation));
  return *this;
}

Tool& Tool::input(std::string name, std::filesystem::path& target, std::string help) {
  Parameter p = positional(std::move(name), "FILE", std::move(help), true);
  p.store = [&target](const std::string& text) { target = text; };
  return add(std::move(p));
}
Tool& Tool::optional_input(std::string name, std::filesystem::path& target, std::string help) {
  input(std::move(name), target, std::move(help));
  parameters_.back().required = false;
  return *this;
}
Tool& Tool::word(std::string name, std::string& target, std::vector<std::string> choices, std::string help) {
  Parameter p = positional(name, "WORD", std::move(help), true);
  p.choices = choices;
  p.store = [name, choices = std::move(choices), &target](const std::string& text) {
    target = checked_choice(name, choices, text);
  };
  return add(std::move(p));
}
Tool& Tool::optional_word(std::string name, std::string& target, std::vector<std::string> choices, std::string help) {
  word(std::move(name), target, std::move(choices), std::move(help));
  parameters_.back().required = false;
  parameters_.back().default_text = target;
  return *this;
}
Tool& Tool::inputs(std::string name, std::vector<std::filesystem::path>& target, std::string help, bool is_required) {
  Parameter p = positional(std::move(name), "FILE", std::move(help), is_required);
  p.kind = Parameter::Kind::inputs;
  p.repeatable = true;
  p.store = [&target](const std::string& text) { target.emplace_back(text); };
  return add(std::move(p));
}
Tool& Tool::output(Output& target, std::string help) {
  Parameter p;
  p.name = "out";
  p.value_name = "FILE";
  p.help = std::move(help);
  p.store = [&target](const std::string& text) {
    if (text != "-") target.path = text;
  };
  return add(std::move(p));
}

#define ATTUNE_PLAIN_OPTION(Type)                                        \
  Tool& Tool::option(std::string name, Type& target, std::string help) { \
    return add(plain<Type>(std::move(name), target, std::move(help)));   \
  }
#define ATTUNE_OPTIONAL_OPTION(Type)                                                    \
  Tool& Tool::option(std::string name, std::optional<Type>& target, std::string help) { \
    return add(maybe<Type>(std::move(name), target, std::move(help)));                  \
  }
ATTUNE_PLAIN_OPTION(std::string)
ATTUNE_PLAIN_OPTION(std::filesystem::path)
ATTUNE_PLAIN_OPTION(double)
ATTUNE_PLAIN_OPTION(int)
ATTUNE_PLAIN_OPTION(std::int64_t)
ATTUNE_PLAIN_OPTION(Milliseconds)
ATTUNE_PLAIN_OPTION(Seconds)
ATTUNE_PLAIN_OPTION(Hertz)
ATTUNE_PLAIN_OPTION(Millimetres)
ATTUNE_PLAIN_OPTION(Microvolts)
ATTUNE_OPTIONAL_OPTION(std::string)
ATTUNE_OPTIONAL_OPTION(std::filesystem::path)
ATTUNE_OPTIONAL_OPTION(double)
ATTUNE_OPTIONAL_OPTION(int)
ATTUNE_OPTIONAL_OPTION(Milliseconds)
ATTUNE_OPTIONAL_OPTION(Seconds)
ATTUNE_OPTIONAL_OPTION(Hertz)
ATTUNE_OPTIONAL_OPTION(Microvolts)
#undef ATTUNE_PLAIN_OPTION
#undef ATTUNE_OPTIONAL_OPTION

Tool& Tool::option(std::string name, std::vector<std::string>& target, std::string help) {
  Parameter p;
  p.name = std::move(name);
  p.value_name = "LIST";
  p.help = std::move(help);
  p.default_text = fmt::format("{}", fmt::join(target, ","));
  p.repeatable = true;
  // The first value given replaces the default.
  p.store = [&target, fresh = true](const std::string& text) mutable {
    if (fresh) target.clear();
    fresh = false;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      if (comma > at) target.push_back(text.substr(at, comma - at));
      at = comma + 1;
    }
  };
  return add(std::move(p));
}

Tool& Tool::repeated(std::string name, std::vector<std::string>& target, std::string help) {
  Parameter p;
  p.name = std::move(name);
  p.value_name = "TEXT";
  p.help = std::move(help);
  p.repeatable = true;
  p.store = [&target](const std::string& text) { target.push_back(text); };
  return add(std::move(p));
}

Tool& Tool::choice(std::string name, std::string& target, std::vector<std::string> choices, std::string help) {
  Parameter p = plain<std::string>(name, target, std::move(help));
  p.value_name = "WORD";
  p.choices = choices;
  p.store = [name, choices = std::move(choices), &target](const std::string& text) {
    target = checked_choice(label(name), choices, text);
  };
  return add(std::move(p));
}

Tool& Tool::flag(std::string name, bool& target, std::string help) {
  Parameter p;
  p.kind = Parameter::Kind::flag;
  p.name = std::move(name);
  p.help = std::move(help);
  p.store = [&target](const std::string&) { target = true; };
  return add(std::move(p));
}

Tool& Tool::within(std::int64_t low, std::int64_t high) {
  Parameter& p = parameters_.back();
  p.help += fmt::format("; {} to {}", low, high);
  p.store = [name = p.name, store = std::move(p.store), low, high](const std::string& text) {
    const auto value = parse_double(text);
    if (value && !(*value >= static_cast<double>(low) && *value <= static_cast<double>(high)))
      throw usage_error(fmt::format("{} is {}; expected {} to {}", label(name), text, low, high));
    store(text);
  };
  return *this;
}

Tool& Tool::required() {
  parameters_.back().required = true;
  parameters_.back().default_text.clear();
  return *this;
}

Tool& Tool::alias(std::string name) {
  aliases_.push_back({std::move(name), parameters_.back().name});
  return *this;
}

}  // namespace attune::cli

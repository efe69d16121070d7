#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "event_query_node.hpp"

namespace attune::eeg {
namespace {

using Node = EventQuery::Node;
using Operation = Node::Operation;

// Deeper nesting than anyone writes; bounds the recursion on hostile input.
constexpr int kMaximumDepth = 64;

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_name_start(c) || is_digit(c); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Recursive descent: any_of := all_of ('||' all_of)*; all_of := negated ('&&' negated)*;
// negated := '!' negated | '(' any_of ')' | comparison.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Node parse() {
    Node root = any_of(0);
    skip_blanks();
    if (at_ < text_.size()) refuse("expected &&, || or the end");
    return root;
  }

 private:
  [[noreturn]] void refuse(const std::string& expected) const {
    const std::string there = at_ < text_.size() ? in_quotes(text_.substr(at_), 20) : "the end";
    throw usage_error(
        fmt::format("event expression {}: column {}: there is {}; {}", in_quotes(text_), at_ + 1, there, expected));
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  bool take(std::string_view symbol) {
    skip_blanks();
    if (text_.substr(at_, symbol.size()) != symbol) return false;
    at_ += symbol.size();
    return true;
  }

  bool take_word(std::string_view word) {
    skip_blanks();
    if (text_.substr(at_, word.size()) != word) return false;
    if (at_ + word.size() < text_.size() && is_name(text_[at_ + word.size()])) return false;
    at_ += word.size();
    return true;
  }

  Node any_of(int depth) { return chain(depth, Operation::any_of, "||", "or", &Parser::all_of); }
  Node all_of(int depth) { return chain(depth, Operation::all_of, "&&", "and", &Parser::negated); }

  Node chain(int depth, Operation operation, std::string_view symbol, std::string_view word,
             Node (Parser::*part)(int)) {
    Node first = (this->*part)(depth);
    if (!take(symbol) && !take_word(word)) return first;
    Node out;
    out.operation = operation;
    out.children.push_back(std::move(first));
    do {
      out.children.push_back((this->*part)(depth));
    } while (take(symbol) || take_word(word));
    return out;
  }

  Node negated(int depth) {
    if (depth > kMaximumDepth) refuse(fmt::format("expected at most {} levels of parentheses and '!'", kMaximumDepth));
    if (take("!") || take_word("not")) {
      Node out;
      out.operation = Operation::negate;
      out.children.push_back(negated(depth + 1));
      return out;
    }
    if (take("(")) {
      Node out = any_of(depth + 1);
      if (!take(")")) refuse("expected ')'");
      return out;
    }
    return comparison();
  }

  Node comparison() {
    Node out;
    out.field = field();
    if (take_word("in")) {
      out.operation = Operation::in;
      if (!take("(")) refuse("expected a list such as ('a', 'b')");
      do {
        out.literals.push_back(literal());
      } while (take(","));
      if (!take(")")) refuse("expected ',' or ')'");
      return out;
    }
    out.operation = comparator();
    skip_blanks();
    const std::size_t start = at_;
    out.literals.push_back(literal());
    const bool wants_number = out.operation == Operation::less || out.operation == Operation::less_equal ||
                              out.operation == Operation::greater || out.operation == Operation::greater_equal;
    const bool is_number = out.literals.front().number.has_value();
    if ((wants_number && !is_number) || (out.operation == Operation::like && is_number)) {
      at_ = start;
      refuse(wants_number ? "expected a number after <, <=, > or >=" : "expected quoted text after ~");
    }
    return out;
  }

  std::string field() {
    skip_blanks();
    if (take("`")) return until('`');
    if (at_ >= text_.size() || !is_name_start(text_[at_])) refuse("expected a field such as type");
    const std::size_t start = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  Operation comparator() {
    // Two characters before one: "<=" is not "<".
    static constexpr std::array<std::pair<std::string_view, Operation>, 7> kSymbols{{{"==", Operation::equal},
                                                                                     {"!=", Operation::unequal},
                                                                                     {"<=", Operation::less_equal},
                                                                                     {">=", Operation::greater_equal},
                                                                                     {"<", Operation::less},
                                                                                     {">", Operation::greater},
                                                                                     {"~", Operation::like}}};
    for (const auto& [symbol, operation] : kSymbols)
      if (take(symbol)) return operation;
    refuse("expected ==, !=, <, <=, >, >=, ~ or in");
  }

  Node::Literal literal() {
    if (take("'")) return {until('\''), std::nullopt};
    if (take("\"")) return {until('"'), std::nullopt};
    skip_blanks();
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_name(text_[at_]) || text_[at_] == '.' || text_[at_] == '-' || text_[at_] == '+'))
      ++at_;
    const std::string word(text_.substr(start, at_ - start));
    if (const auto number = parse_double(word)) return {word, number};
    at_ = start;
    refuse("expected a number or a quoted text");
  }

  std::string until(char quote) {
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) refuse(fmt::format("expected a closing {}", quote));
    std::string out(text_.substr(at_, end - at_));
    at_ = end + 1;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

EventQuery EventQuery::parse(std::string_view expression) {
  return {std::string(trimmed(expression)), std::make_shared<const Node>(Parser(expression).parse())};
}

}  // namespace attune::eeg

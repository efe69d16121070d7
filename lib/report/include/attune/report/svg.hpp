#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attune::report {

/// A place on the canvas in pixels from its top left corner.
struct Pixel {
  double x = 0, y = 0;
};

enum class Anchor { start, middle, end };

/// Writes one SVG image. Shapes take a class of the built-in style sheet (`axis`, `grid`, `zero`, `label`, `title`,
/// `small`, `window`, `cells`, `edge`, `outline`, `g0`...`g5` for groups with `dot`, `band`, `wave`, `mean`, `bar`),
/// which follows light and dark viewers. All text is escaped; coordinates are written with two decimals, so the same
/// figure is the same bytes.
class Svg {
 public:
  /// `name` makes the identifiers of this image unique within a page; `title` and `description` are its text
  /// alternative.
  Svg(double width, double height, std::string_view name, std::string_view title, std::string_view description);

  void line(Pixel from, Pixel to, std::string_view style);
  void rectangle(Pixel corner, double width, double height, std::string_view style, std::string_view tip = {});
  /// A mark for one value: a disc for even groups, a diamond for odd ones; `tip` shows when pointed at.
  void mark(Pixel centre, double radius, int group, std::string_view style, std::string_view tip = {});
  void disc(Pixel centre, double radius, std::string_view style, std::string_view tip = {});
  /// An open curve; points with a NaN break it.
  void curve(const std::vector<Pixel>& points, std::string_view style);
  /// A closed shape.
  void area(const std::vector<Pixel>& points, std::string_view style);
  /// A shape in the path language of SVG, written by `path_number`; with `colour` (#rrggbb) filled so, whatever the
  /// style.
  void path(std::string_view data, std::string_view style, std::string_view colour = {});
  void words(Pixel at, std::string_view content, Anchor anchor, std::string_view style, double turn_degrees = 0);

  /// The whole document; it can be saved as a file or put into a page.
  std::string finish() const;

 private:
  std::string head_, body_;
};

/// A coordinate as the figures write it: at most two decimals.
std::string path_number(double value);

/// Several finished drawings below each other as one.
std::string stacked(const std::vector<std::string>& drawings, std::string_view name, std::string_view title,
                    std::string_view description);

/// Class names `g0 style` ... : colours repeat after six groups.
std::string group_style(int group, std::string_view style);

/// The style rules of the figures, for a page that has several of them.
std::string_view figure_style();

}  // namespace attune::report

package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.li;
import static j2html.TagCreator.span;
import static j2html.TagCreator.tag;
import static j2html.TagCreator.ul;

import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;

/// Pictures of numbers, as SVG that the gate writes: shapes, classes and words, no style of their
/// own.
final class Chart {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 150;
  private static final int FOOT = 18;
  private static final int LEFT = 28;

  private Chart() {}

  /// One colour of the bars.
  ///
  /// @param tone a class of the style sheet
  /// @param counts one for each bar
  record Series(String words, String tone, int[] counts) {
    int total() {
      int total = 0;
      for (int count : counts) {
        total += count;
      }
      return total;
    }
  }

  /// How much of a limit is used.
  static DomContent meter(String words, int used, int most) {
    double part = most == 0 ? 0 : Math.clamp((double) used / most, 0, 1);
    return svg(words, 480, 14)
        .with(
            rect("track", 0, 0, WIDTH, 14),
            rect(part < 0.75 ? "good" : part < 1 ? "wait" : "bad", 0, 0, WIDTH * part, 14));
  }

  /// Bars over time, the series upon each other.
  ///
  /// @param labels under the first, the middle and the last bar
  static DomContent bars(String words, List<String> labels, List<Series> series) {
    int bars = series.getFirst().counts().length;
    int most = 1;
    for (int bar = 0; bar < bars; bar++) {
      int sum = 0;
      for (Series one : series) {
        sum += one.counts()[bar];
      }
      most = Math.max(most, sum);
    }
    List<DomContent> shapes = new ArrayList<>();
    double room = (double) (WIDTH - LEFT) / bars;
    double scale = (double) (HEIGHT - FOOT - 8) / most;
    for (int bar = 0; bar < bars; bar++) {
      double top = HEIGHT - FOOT;
      for (Series one : series) {
        double height = one.counts()[bar] * scale;
        top -= height;
        if (height > 0) {
          shapes.add(rect(one.tone(), LEFT + bar * room + 1, top, Math.max(1, room - 2), height));
        }
      }
    }
    shapes.add(line());
    shapes.add(text(LEFT - 4, 12, "end", Integer.toString(most)));
    shapes.add(text(LEFT - 4, HEIGHT - FOOT, "end", "0"));
    shapes.add(text(LEFT, HEIGHT - 4, "start", labels.getFirst()));
    shapes.add(text((WIDTH + LEFT) / 2, HEIGHT - 4, "middle", labels.get(1)));
    shapes.add(text(WIDTH, HEIGHT - 4, "end", labels.getLast()));
    return div(
        attrs(".stack"),
        svg(words + key(series), WIDTH, HEIGHT).with(shapes),
        ul(
            attrs(".key"),
            each(series, one -> li(swatch(one.tone()), span(one.words() + ": " + one.total())))));
  }

  private static String key(List<Series> series) {
    StringBuilder words = new StringBuilder();
    series.forEach(one -> words.append(", ").append(one.words()).append(' ').append(one.total()));
    return words.toString();
  }

  private static DomContent swatch(String tone) {
    return tag("svg")
        .attr("class", "chart swatch")
        .attr("viewBox", "0 0 12 12")
        .attr("aria-hidden", "true")
        .with(rect(tone, 0, 0, 12, 12));
  }

  private static ContainerTag<?> svg(String words, int width, int height) {
    return tag("svg")
        .attr("class", "chart")
        .attr("viewBox", "0 0 %d %d".formatted(width, height))
        .attr("role", "img")
        .attr("aria-label", words);
  }

  private static DomContent rect(String tone, double x, double y, double width, double height) {
    return tag("rect")
        .attr("class", tone)
        .attr("x", round(x))
        .attr("y", round(y))
        .attr("width", round(width))
        .attr("height", round(height));
  }

  private static DomContent line() {
    return tag("line")
        .attr("class", "axis")
        .attr("x1", LEFT)
        .attr("x2", WIDTH)
        .attr("y1", HEIGHT - FOOT)
        .attr("y2", HEIGHT - FOOT);
  }

  private static DomContent text(int x, int y, String anchor, String words) {
    return tag("text").attr("x", x).attr("y", y).attr("text-anchor", anchor).withText(words);
  }

  private static String round(double number) {
    return Double.toString(Math.round(number * 10) / 10.0);
  }
}

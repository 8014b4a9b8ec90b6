import { recolour } from "../../../pages/ui/components/figure/recolour.js";
import { isDarkColour } from "../../../pages/ui/components/shared/theme.js";
import { equal } from "./assert.js";

export const tests = {
  "every colour becomes its partner on dark, wherever it stands"() {
    const json = '{"line": {"color": "#111111"}, "marker": {"color": ["#222222", "#111111"]}}';
    equal(recolour(json, { "#111111": "#aaaaaa", "#222222": "#bbbbbb" }), json.replaceAll("111111", "aaaaaa").replace("222222", "bbbbbb"));
  },
  "text that only contains a colour stays as it is"() {
    equal(recolour('{"text": "like #111111"}', { "#111111": "#aaaaaa" }), '{"text": "like #111111"}');
  },
  "white is light, black is dark, and green is lighter than blue"() {
    equal(
      [isDarkColour(255, 255, 255), isDarkColour(0, 0, 0), isDarkColour(0, 255, 0), isDarkColour(0, 0, 255)],
      [false, true, false, true],
    );
  },
};

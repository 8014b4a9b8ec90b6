import { PATIENCE_MS, PAUSE_MS, REST_MS, createMessages } from "../../../pages/ui/components/canvas/messages.js";
import { equal } from "./assert.js";

// A page whose clock is turned by hand; one timer, as the messages have.
function page({ acknowledged = 0, last = { number: 0 } } = {}) {
  const world = { time: 0, sent: [], rests: 0, drawing: false, connected: true, timer: null };
  const messages = createMessages({
    last,
    acknowledged,
    isConnected: () => world.connected,
    isDrawing: () => world.drawing,
    send: ({ number }) => world.sent.push(number),
    onRest: () => (world.rests += 1),
    now: () => world.time,
    setTimer: (action, delay) => (world.timer = { action, at: world.time + delay }),
    clearTimer: (timer) => {
      if (world.timer === timer) world.timer = null;
    },
  });
  const wait = (duration) => {
    const end = world.time + duration;
    while (world.timer && world.timer.at <= end) {
      const { action, at } = world.timer;
      Object.assign(world, { time: at, timer: null });
      action();
    }
    world.time = end;
  };
  return { world, messages, wait, post: () => messages.post("picture", () => {}) };
}

export const tests = {
  "a message is kept before it is sent, under the next number"() {
    const { world, messages } = page({ last: { number: 4 }, acknowledged: 4 });
    messages.post("picture", (message) => equal([message, world.sent], [{ number: 5, picture: "picture" }, []]));
    equal(world.sent, [5]);
  },
  "a message that is not acknowledged is resent after patience, until it is"() {
    const { world, messages, wait, post } = page();
    post();
    wait(PATIENCE_MS - 1);
    equal(world.sent, [1]);
    wait(1 + PATIENCE_MS);
    equal(world.sent, [1, 1, 1]);
    messages.receive(1);
    wait(10 * PATIENCE_MS);
    equal(world.sent, [1, 1, 1]);
  },
  "a server that forgot is sent the last message again at once"() {
    const { world, messages, post } = page();
    post();
    messages.receive(1);
    messages.receive(0);
    equal(world.sent, [1, 1]);
  },
  "a page that comes back resends what was not acknowledged"() {
    const { world, messages } = page({ last: { number: 3 }, acknowledged: 2 });
    messages.receive(2);
    equal(world.sent, [3]);
  },
  "another message may go once the last is acknowledged and the pause is over"() {
    const { messages, wait, post } = page();
    equal(messages.isReady(), true);
    post();
    wait(PAUSE_MS);
    equal(messages.isReady(), false);
    messages.receive(1);
    equal(messages.isReady(), true);
    post();
    messages.receive(2);
    equal(messages.isReady(), false);
  },
  "the pen's rest is reported once for a message, and not while it draws"() {
    const { world, messages, wait, post } = page();
    post();
    messages.receive(1);
    world.drawing = true;
    wait(REST_MS);
    equal(world.rests, 0);
    world.drawing = false;
    messages.receive(1);
    wait(REST_MS);
    messages.receive(1);
    wait(REST_MS);
    equal(world.rests, 1);
  },
  "a page that is gone sends nothing"() {
    const { world, wait, post } = page();
    world.connected = false;
    post();
    wait(PATIENCE_MS);
    equal(world.sent, []);
  },
};

// Messages to the server: the newest drawing, one message at a time while the pen moves, resent until it is acknowledged.
// Clock, timers and `send` are given, so that all of it can be tested without a page.

export const PAUSE_MS = 80; // between two messages while the pen moves
export const PATIENCE_MS = 2000; // then a message that was not acknowledged is resent
export const REST_MS = 1000; // longer than between two strokes of a digit: then what takes longer, and holds the browser, may follow

// `last`: the last message {number, picture}. `acknowledged`: the number of the last one that the server has.
// `onRest()` is called once for each message after which the pen rests.
export function createMessages(options) {
  const { isConnected, isDrawing, send, onRest, now, setTimer, clearTimer } = options;
  let { last, acknowledged } = options;
  let [rested, sentAt, timer] = [last.number, null, null];

  function sendLast() {
    if (!isConnected()) return;
    sentAt = now();
    send(last);
    clearTimer(timer);
    timer = setTimer(sendLast, PATIENCE_MS);
  }

  function rest() {
    if (isDrawing() || !isConnected()) return;
    rested = last.number;
    onRest();
  }

  return {
    // Numbers the picture, and gives the message to `keep` before it is sent.
    post(picture, keep) {
      last = { number: last.number + 1, picture };
      keep(last);
      sendLast();
    },
    receive(number) {
      const forgotten = number < acknowledged; // another server, or a session that was given up
      acknowledged = number;
      if (forgotten) rested = -1;
      if (forgotten || (acknowledged < last.number && sentAt === null)) return sendLast();
      if (acknowledged < last.number) return undefined;
      clearTimer(timer);
      if (!isDrawing() && rested < last.number) timer = setTimer(rest, REST_MS);
      return undefined;
    },
    isReady: () => acknowledged >= last.number && (sentAt === null || now() - sentAt >= PAUSE_MS),
  };
}

// Nothing to be seen: other components call window.lectureReruns[name](), and what this one is mounted in runs again.

const SPREAD_MS = 1000; // within which all who have lost the same server rerun, one after the other

const onReconnect = new Set(); // names

function observe(app) {
  let wasCut = false;
  new MutationObserver(() => {
    const isConnected = app.dataset.testConnectionState === "CONNECTED";
    if (isConnected && wasCut) setTimeout(() => onReconnect.forEach((name) => window.lectureReruns[name]()), SPREAD_MS * Math.random());
    wasCut = !isConnected;
  }).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
}

export default function ({ data, setTriggerValue }) {
  window.lectureReruns ??= {};
  window.lectureReruns[data.name] = () => setTriggerValue("rerun", true);
  if (!data.on_reconnect) return;
  if (!onReconnect.size) observe(document.querySelector("[data-testid=stApp]"));
  onReconnect.add(data.name);
}

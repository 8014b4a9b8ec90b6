// Operations as ink on a canvas.

export const SIDE = 280; // px

export function layer(ratio, canvas = document.createElement("canvas")) {
  canvas.width = canvas.height = Math.round(SIDE * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.lineCap = context.lineJoin = "round";
  return context;
}

export function wipe(context) {
  context.globalCompositeOperation = "source-over";
  context.clearRect(0, 0, SIDE, SIDE);
}

export function copy(context, canvas) {
  wipe(context);
  context.drawImage(canvas, 0, 0, SIDE, SIDE);
}

// A smooth line: between the middles of its legs, bent towards its points.
export function paintStroke(context, { width, erase, points }, ink) {
  context.globalCompositeOperation = erase ? "destination-out" : "source-over";
  context.lineWidth = width;
  context.strokeStyle = ink;
  context.beginPath();
  let [x, y] = points;
  context.moveTo(x, y);
  for (let i = 2; i < points.length; i += 2) {
    const [nextX, nextY] = [points[i], points[i + 1]];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
    [x, y] = [nextX, nextY];
  }
  context.lineTo(x + 0.01, y); // a dot is a line, too
  context.stroke();
}

// Paints operations; `onLoad` is called when a picture that was not there yet can be painted.
export function createPainter(onLoad) {
  const images = new Map();

  function image(source) {
    if (!images.has(source)) {
      const loading = new Image();
      loading.addEventListener("load", onLoad);
      loading.src = source;
      images.set(source, loading);
    }
    return images.get(source);
  }

  function paint(context, operation, ink) {
    if (operation.points) return paintStroke(context, operation, ink);
    wipe(context);
    if (operation.clear || !image(operation.picture).complete) return undefined;
    context.drawImage(image(operation.picture), 0, 0, SIDE, SIDE);
    context.globalCompositeOperation = "source-in"; // its ink in the page's colour
    context.fillStyle = ink;
    return context.fillRect(0, 0, SIDE, SIDE);
  }

  return {
    paint,
    decode: (source) => image(source).decode(),
    // One picture of these operations, as a URL.
    flatten(operations, ratio, ink) {
      const merged = layer(ratio);
      for (const operation of operations) paint(merged, operation, ink);
      return merged.canvas.toDataURL();
    },
    // Only the pictures of these operations are kept.
    keep(operations) {
      images.clear();
      for (const { picture } of operations) if (picture) image(picture);
    },
  };
}

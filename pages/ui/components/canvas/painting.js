// The objects of the canvas as ink in a picture: paths of pen and eraser, and images laid on them.

export const [INK, PAPER] = ["#000000", "#ffffff"]; // the colours in which pen and eraser draw

const decoded = new WeakMap(); // image object -> the image

// A layer of `pixels` px whose units are those of the canvas, which is `side` px.
export function createLayer(pixels, side) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = pixels;
  const context = canvas.getContext("2d");
  context.scale(pixels / side, pixels / side);
  context.lineCap = context.lineJoin = "round";
  return context;
}

export function wipe(context) {
  context.save();
  context.resetTransform();
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}

// A picture of `pixels` px as an object of the canvas, which is `side` px, on all of it.
export function imageOf(src, pixels, side) {
  const scale = side / pixels;
  const place = { left: 0, top: 0, originX: "left", originY: "top", width: pixels, height: pixels, scaleX: scale, scaleY: scale };
  return { type: "Image", src, ...place };
}

// An image has to be decoded before it can be painted.
export async function decode(objects) {
  const images = objects.filter(({ src }) => src);
  for (const object of images) {
    if (decoded.has(object)) continue;
    const image = new Image();
    image.src = object.src;
    decoded.set(object, image);
  }
  await Promise.all(images.map((object) => decoded.get(object).decode()));
}

export function paint(context, object) {
  if (object.src) {
    context.globalCompositeOperation = "source-over";
    context.drawImage(decoded.get(object), 0, 0, object.width * object.scaleX, object.height * object.scaleY);
    return;
  }
  context.globalCompositeOperation = operationOf(object.stroke);
  context.lineWidth = object.strokeWidth;
  context.strokeStyle = INK;
  context.stroke(new Path2D(object.path.map((command) => command.join(" ")).join(" ")));
}

// All of another canvas, with ink or as the eraser.
export function paintCanvas(context, canvas, colour) {
  context.save();
  context.resetTransform();
  context.globalCompositeOperation = operationOf(colour);
  context.drawImage(canvas, 0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}

function operationOf(colour) {
  return colour === PAPER ? "destination-out" : "source-over";
}

// Softmax and cross-entropy of a few logits, as in core/losses.py.

export function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

// −log softmax(z)_k and its derivatives with respect to the logits, with z divided by the temperature.
export function crossEntropy(logits, k, temperature = 1) {
  const scaled = logits.map((z) => z / temperature);
  const chances = softmax(scaled);
  const largest = Math.max(...scaled);
  const logSum = largest + Math.log(scaled.reduce((sum, z) => sum + Math.exp(z - largest), 0));
  return {
    chances,
    loss: logSum - scaled[k],
    gradient: chances.map((chance, i) => (chance - Number(i === k)) / temperature),
  };
}

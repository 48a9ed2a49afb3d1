() => {
  // Every visible piece of text, cut to what its scrolling ancestors show of it.
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("script, style, noscript")) continue;
    if (!parent.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const box = { l: rect.left, t: rect.top, r: rect.right, b: rect.bottom };
      for (let up = parent; up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up);
        if (style.clipPath !== "none") box.r = box.l;
        if (style.overflowX === "visible") continue;
        const clip = up.getBoundingClientRect();
        box.l = Math.max(box.l, clip.left);
        box.t = Math.max(box.t, clip.top);
        box.r = Math.min(box.r, clip.right);
        box.b = Math.min(box.b, clip.bottom);
      }
      if (box.r - box.l > 1 && box.b - box.t > 1) pieces.push({ node, box, text: node.data.trim() });
    }
  }
  const found = [];
  const tolerance = 2; // px: glyph boxes of adjacent lines may touch
  pieces.forEach((a, i) => {
    for (const b of pieces.slice(i + 1)) {
      if (a.node === b.node) continue;
      const width = Math.min(a.box.r, b.box.r) - Math.max(a.box.l, b.box.l);
      const height = Math.min(a.box.b, b.box.b) - Math.max(a.box.t, b.box.t);
      if (width > tolerance && height > tolerance) found.push(a.text.slice(0, 40) + " | " + b.text.slice(0, 40));
    }
  });
  return found;
}

// Elements without a framework. Texts are always text nodes: nothing here ever parses HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes, listeners ({onclick: …}) and children; what is null or false among them is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A picture of paths, for eyes only: {viewBox, paths: [[d, class], …]}. */
export function picture({ viewBox, paths }, className) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', className);
  for (const [d, kind] of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    path.setAttribute('class', kind);
    svg.append(path);
  }
  return svg;
}

/** Says something to a screen reader at once. */
export function announce(text) {
  const live = document.getElementById('live');
  live.textContent = '';
  requestAnimationFrame(() => {
    live.textContent = text;
  });
}

/** Marks a field as wrong, or as right again with null. */
export function fault(input, notice, text) {
  input.setAttribute('aria-invalid', String(text !== null));
  notice.textContent = text ?? '';
  notice.hidden = text === null;
}

/** A node of a graph that has a name. */
export interface Named {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly name: string;
}

export interface Label {
  /** Where the text is anchored, on its baseline. */
  readonly x: number;
  readonly y: number;
  readonly anchor: "middle" | "start" | "end";
  /** Whether it covers no other label or node. */
  readonly isFree: boolean;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Of the font of charts, in its units; names differ little from it. */
const [letterWidth, lineHeight, gap] = [6.2, 12, 2];

/**
 * Labels of nodes: below, above, or at a side, where they cover nothing. The first nodes choose first. One without room is placed
 * below, and is not free.
 */
export function placeLabels(nodes: readonly Named[], size: { width: number; height: number }): Label[] {
  const taken: Box[] = [];
  const disks = nodes.map(({ x, y, radius }) => boxAround(x, y, radius));
  return nodes.map((node, index) => {
    const others = [...taken, ...disks.filter((_, other) => other !== index)];
    const places = placesOf(node);
    const free = places.find(
      ({ box }) => isWithin(box, size) && !others.some((other) => overlap(box, other)),
    );
    if (free) taken.push(free.box);
    const { box, anchor } = free ?? places[0];
    const x = anchor === "middle" ? node.x : anchor === "start" ? box.left : box.right;
    return { x, y: box.bottom - gap - 1, anchor, isFree: free !== undefined };
  });
}

interface Place {
  readonly box: Box;
  readonly anchor: Label["anchor"];
}

function placesOf({ x, y, radius, name }: Named): [Place, ...Place[]] {
  const length = [...name].length * letterWidth;
  const middle = { left: x - length / 2, right: x + length / 2 };
  const side = { top: y - lineHeight / 2, bottom: y + lineHeight / 2 };
  const [below, above] = [y + radius + gap, y - radius - gap];
  const [right, left] = [x + radius + gap, x - radius - gap];
  return [
    { box: { ...middle, top: below, bottom: below + lineHeight }, anchor: "middle" },
    { box: { ...middle, top: above - lineHeight, bottom: above }, anchor: "middle" },
    { box: { ...side, left: right, right: right + length }, anchor: "start" },
    { box: { ...side, left: left - length, right: left }, anchor: "end" },
  ];
}

function boxAround(x: number, y: number, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

function isWithin({ left, top, right, bottom }: Box, { width, height }: { width: number; height: number }) {
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

import { count, countOf } from "../parts/numbers.js";
import { Frame } from "./frame.js";
import { type Link, layOut } from "./graph-layout.js";
import { placeLabels } from "./labels.js";
import { round } from "./scale.js";

export interface NetworkNode {
  readonly name: string;
  readonly href: string;
  /** Number of papers, which its size follows. */
  readonly papers: number;
  /** Whether the network is around this node. */
  readonly isCenter?: boolean;
}

interface NetworkProps {
  id: string;
  title: string;
  nodes: readonly NetworkNode[];
  links: readonly Link[];
  /** What the weight of a link counts: `shared papers`. */
  weight: string;
}

/** Narrow enough for a phone. */
const [width, margin] = [480, 40];

/** Nodes and the links between them. All nodes are links, too. */
export function Network({ id, title, nodes, links, weight }: NetworkProps) {
  if (nodes.length < 2) return null;
  const height = Math.min(420, 150 + 14 * nodes.length);
  const places = layOut(nodes.length, links).map(({ x, y }) => ({
    x: round(width / 2 + x * (width / 2 - margin)),
    y: round(height / 2 + y * (height / 2 - margin / 2)),
  }));
  const most = Math.max(1, ...nodes.map(({ papers }) => papers));
  const drawn = nodes.map((node, index) => ({
    ...node,
    ...(places[index] ?? { x: 0, y: 0 }),
    radius: round(3 + 7 * Math.sqrt(node.papers / most)),
    name: shortened(node.name),
    full: node.name,
  }));
  const ranked = drawn.toSorted((one, other) => importance(other) - importance(one));
  const labels = placeLabels(ranked, { width, height });
  const strongest = [...links].sort((one, other) => other.weight - one.weight);
  const nameOf = (index: number) => nodes[index]?.name ?? "";
  return (
    <Frame
      id={id}
      title={title}
      says={`${countOf(nodes.length, "node")} and ${countOf(links.length, "link")}.`}
      width={width}
      height={height}
      hasLinks={true}
      table={{
        head: ["Between", "And", weight],
        rows: strongest.map((link) => ({
          name: nameOf(link.source),
          cells: [nameOf(link.target), count(link.weight)],
        })),
      }}
    >
      {links.map(({ source, target, weight: strength }) => (
        <line
          key={`${source} ${target}`}
          class="tie"
          x1={places[source]?.x}
          y1={places[source]?.y}
          x2={places[target]?.x}
          y2={places[target]?.y}
          stroke-width={round(Math.min(5, 0.8 + Math.log2(strength)))}
        />
      ))}
      {ranked.map(({ name, full, href, isCenter, x, y, radius }, index) => {
        const label = labels[index];
        return (
          <a key={href} href={href} class={isCenter ? "node center" : "node"} aria-label={full}>
            <circle cx={x} cy={y} r={radius} />
            <text
              class={label?.isFree ? undefined : "spare"}
              x={label && round(label.x)}
              y={label && round(label.y)}
              text-anchor={label?.anchor}
            >
              {name}
            </text>
          </a>
        );
      })}
    </Frame>
  );
}

/** Names of these nodes are placed first. */
function importance({ papers, isCenter }: NetworkNode): number {
  return isCenter ? Number.POSITIVE_INFINITY : papers;
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length > 22 ? `${letters.slice(0, 21).join("")}…` : name;
}

import { count, countOf } from "../parts/numbers.js";
import { Frame } from "./frame.js";
import { type Link, layOut } from "./graph-layout.js";
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

const [width, margin] = [720, 60];

/** Nodes and the links between them. All nodes are links, too. */
export function Network({ id, title, nodes, links, weight }: NetworkProps) {
  if (nodes.length < 2) return null;
  const height = Math.min(460, 170 + 16 * nodes.length);
  const places = layOut(nodes.length, links).map(({ x, y }) => ({
    x: round(width / 2 + x * (width / 2 - margin)),
    y: round(height / 2 + y * (height / 2 - margin / 2)),
  }));
  const most = Math.max(1, ...nodes.map(({ papers }) => papers));
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
      {nodes.map(({ name, href, papers, isCenter }, index) => {
        const { x, y } = places[index] ?? { x: 0, y: 0 };
        const radius = round(4 + 9 * Math.sqrt(papers / most));
        return (
          <a key={href} href={href} class={isCenter ? "node center" : "node"} aria-label={name}>
            <circle cx={x} cy={y} r={radius} />
            <text x={x} y={round(y + radius + 11)} text-anchor="middle">
              {shortened(name)}
            </text>
          </a>
        );
      })}
    </Frame>
  );
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length > 22 ? `${letters.slice(0, 21).join("")}…` : name;
}

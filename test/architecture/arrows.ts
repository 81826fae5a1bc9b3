import { posix } from "node:path";

/** Texts of modules by path, relative to the repository. */
export type Sources = ReadonlyMap<string, string>;

interface Part {
  readonly files: RegExp;
  /** Parts that its modules may import. Its own modules are always allowed. */
  readonly parts: readonly PartName[];
  /** Parts that its modules may import when they are asked for, and never before. */
  readonly lazily?: readonly PartName[];
  /** Packages that its modules may import; `node:` stands for all of Node's own modules. */
  readonly packages: readonly string[];
}

type PartName =
  | "machines"
  | "wire"
  | "leaves"
  | "link"
  | "driver"
  | "service"
  | "interceptors"
  | "opentelemetry"
  | "face"
  | "rxjs"
  | "cli"
  | "kit"
  | "page"
  | "inspect";

/** The house, from the ground up: what is not listed is not allowed. */
const PARTS: Readonly<Record<PartName, Part>> = {
  machines: { files: /^machines\//, parts: [], packages: ["xstate"] },
  wire: { files: /^runtime\/wire\//, parts: [], packages: ["@noble/hashes"] },
  leaves: {
    files: /^runtime\/(errors|explanation|limits|limit-notes|deferred|fifo)(\.ts$|\/)/,
    parts: ["machines", "wire"],
    packages: [],
  },
  link: { files: /^runtime\/link\//, parts: ["leaves"], packages: ["node:", "ws"] },
  driver: { files: /^runtime\/driver\//, parts: ["machines", "wire", "leaves", "link"], packages: ["xstate"] },
  service: {
    files: /^runtime\/service\//,
    parts: ["machines", "wire", "leaves", "link", "driver"],
    packages: ["xstate"],
  },
  interceptors: {
    files: /^runtime\/interceptors\/[^/]*$/,
    parts: ["wire", "leaves", "driver", "service"],
    packages: [],
  },
  opentelemetry: {
    files: /^runtime\/(opentelemetry\.ts$|interceptors\/opentelemetry\/)/,
    parts: ["wire", "leaves", "service"],
    packages: ["@opentelemetry/api"],
  },
  face: {
    files: /^runtime\/(public|index|browser)\.ts$/,
    parts: ["machines", "wire", "leaves", "link", "driver", "service", "interceptors"],
    lazily: ["inspect"],
    packages: [],
  },
  rxjs: { files: /^runtime\/rxjs(\.ts$|\/)/, parts: ["face"], packages: ["rxjs"] },
  cli: {
    files: /^runtime\/cli\//,
    parts: ["machines", "wire", "leaves", "link", "driver", "service", "face"],
    lazily: ["inspect", "kit"],
    packages: ["node:"],
  },
  kit: {
    files: /^test\/(kit|sim)\//,
    parts: ["machines", "wire", "leaves", "link", "driver", "service", "face", "cli", "inspect"],
    packages: ["xstate", "fast-check", "node:"],
  },
  page: {
    files: /^inspect\/page\//,
    parts: ["machines", "inspect"],
    packages: ["preact", "@preact/signals", "@tanstack/virtual-core"],
  },
  inspect: {
    files: /^inspect\/(?!page\/)/,
    parts: ["machines", "wire", "leaves", "link", "driver", "service", "face", "cli"],
    packages: ["xstate", "rxjs", "ws", "node:"],
  },
};

const STATIC = /^(?:import|export)\s+(?:type\s+)?(?:[\w$*{][^;"']*?\s+from\s+)?["']([^"']+)["']/gm;
const AT_ONCE = /^(?:import|export)\s+(?!type\s)(?:[\w$*{][^;"']*?\s+from\s+)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']/g;

/** What a module imports or re-exports, types included. Statements begin a line, as the formatter has it. */
export function importsOf(source: string): string[] {
  return [...found(STATIC, source), ...found(DYNAMIC, source)];
}

/** What is loaded together with a module: neither types alone nor what it imports when it is asked to. */
export function loadedWith(source: string): string[] {
  return found(AT_ONCE, source);
}

function found(form: RegExp, source: string): string[] {
  const code = source.replace(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(form)].flatMap((match) => match[1] ?? []);
}

/** Every import against the arrows, as one sentence each. */
export function breachesOf(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) => {
    const name = partOf(path);
    if (name === undefined) return [`${path} belongs to no part of the house`];
    const { parts, lazily = [] } = PARTS[name];
    const against = (allowed: readonly PartName[]) => (specifier: string) => {
      const why = whyNot(name, allowed, path, specifier, sources);
      return why === undefined ? [] : [`${path} imports ${specifier}: ${why}`];
    };
    return [
      ...found(STATIC, source).flatMap(against(parts)),
      ...found(DYNAMIC, source).flatMap(against([...parts, ...lazily])),
    ];
  });
}

/** The ways from a module to one of Node's own modules, along whatever is imported. */
export function waysToNode(sources: Sources, entry: string): string[] {
  return waysTo((specifier) => specifier.startsWith("node:") || specifier === "ws", sources, entry);
}

/** The ways from a module to what `isTarget` picks, along what `imported` finds in each module. */
export function waysTo(
  isTarget: (specifier: string) => boolean,
  sources: Sources,
  entry: string,
  imported = importsOf,
): string[] {
  const ways: string[] = [];
  const seen = new Set([entry]);
  const next: string[][] = [[entry]];
  for (let way = next.pop(); way !== undefined; way = next.pop()) {
    const path = way.at(-1) ?? entry;
    for (const specifier of imported(sources.get(path) ?? "")) {
      const target = isRelative(specifier) ? resolve(path, specifier) : specifier;
      if (isTarget(target)) ways.push([...way, target].join(" -> "));
      else if (sources.has(target) && !seen.has(target)) {
        seen.add(target);
        next.push([...way, target]);
      }
    }
  }
  return ways;
}

function whyNot(
  name: PartName,
  parts: readonly PartName[],
  path: string,
  specifier: string,
  sources: Sources,
): string | undefined {
  const { packages } = PARTS[name];
  if (!isRelative(specifier)) {
    const allowed = packages.some((known) =>
      known.endsWith(":") ? specifier.startsWith(known) : specifier === known || specifier.startsWith(`${known}/`),
    );
    return allowed ? undefined : `${name} may import no package but ${packages.join(", ") || "none"}`;
  }
  const target = resolve(path, specifier);
  if (name === "page" && target.startsWith("inspect/page/") && target.endsWith(".css")) return undefined;
  if (!sources.has(target)) return "there is no such module in the house";
  const other = partOf(target);
  if (other === name || (other !== undefined && parts.includes(other))) return undefined;
  return `${name} may not import ${other ?? "it"}`;
}

function partOf(path: string): PartName | undefined {
  for (const name of Object.keys(PARTS)) if (isPart(name) && PARTS[name].files.test(path)) return name;
  return undefined;
}

function isPart(name: string): name is PartName {
  return Object.hasOwn(PARTS, name);
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith(".");
}

function resolve(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

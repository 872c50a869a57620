import { elementwise } from "./elementwise.ts";
import { images } from "./images.ts";
import { moving } from "./moving.ts";
import { reduced } from "./reductions.ts";
import type { Sample } from "./sample.ts";

/** All samples; each family is compiled as one program. */
export const FAMILIES: readonly { readonly family: string; readonly samples: readonly Sample[] }[] =
  [
    { family: "elementwise", samples: elementwise },
    { family: "reductions", samples: reduced },
    { family: "moving", samples: moving },
    { family: "images", samples: images },
  ];

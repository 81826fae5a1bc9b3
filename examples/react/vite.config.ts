import { defineConfig } from "vite";

// One copy of XState for the page and the library: here the library's sources lie outside of this folder.
export default defineConfig({ resolve: { dedupe: ["xstate"] } });

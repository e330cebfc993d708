#if MODERN
in vec2 corner;
out vec2 at;
#else
attribute vec2 corner;
varying vec2 at;
#endif

void main() {
    // Rows of a film run from the top down.
    at = vec2(0.5 + 0.5 * corner.x, 0.5 - 0.5 * corner.y);
    gl_Position = vec4(corner, 0.0, 1.0);
}

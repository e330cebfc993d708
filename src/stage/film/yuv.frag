#ifdef GL_ES
precision mediump float;
#endif

uniform sampler2D luma;
uniform sampler2D blue;
uniform sampler2D red;
uniform mat3 to_rgb;
uniform vec3 offset;

#if MODERN
in vec2 at;
out vec4 colour;
#define SAMPLE(plane) texture(plane, at).r
#else
varying vec2 at;
#define SAMPLE(plane) texture2D(plane, at).r
#define colour gl_FragColor
#endif

void main() {
    vec3 yuv = vec3(SAMPLE(luma), SAMPLE(blue), SAMPLE(red)) - offset;
    colour = vec4(to_rgb * yuv, 1.0);
}

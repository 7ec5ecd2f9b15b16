// The portrait: a square dragged over the picture, and what will be kept of it. What the two
// questions of the form say holds without this script, and moves the square with it. The part that
// was chosen is made small here already, so that a phone has little to send.
const form = document.querySelector("[data-photo]");
const desk = form?.querySelector("[data-photo-desk]");
if (desk) {
  const file = form.elements.photo;
  const [whole, round] = desk.querySelectorAll("canvas");
  const small = desk.querySelector("[data-photo-small]");
  const MOST = 1200;
  const GOOD = 600;
  let picture = null;
  let square = null;

  const within = (n, most) => Math.min(Math.max(n, 0), most);

  const choose = () => {
    const [across, down] = (form.querySelector("[name=place]:checked")?.value ?? "1-0").split("-").map((n) => n / 2);
    const near = Number(form.querySelector("[name=near]:checked")?.value ?? 1);
    const side = Math.min(picture.width, picture.height) * near;
    square = { x: (picture.width - side) * across, y: (picture.height - side) * down, side };
    draw();
  };

  const draw = () => {
    const pen = whole.getContext("2d");
    const scale = whole.width / picture.width;
    const { x, y, side } = square;
    pen.drawImage(picture, 0, 0, whole.width, whole.height);
    pen.fillStyle = "rgb(0 0 0 / 55%)";
    pen.fillRect(0, 0, whole.width, whole.height);
    pen.drawImage(picture, x, y, side, side, x * scale, y * scale, side * scale, side * scale);
    pen.strokeStyle = "#fff";
    pen.lineWidth = 3;
    pen.strokeRect(x * scale, y * scale, side * scale, side * scale);
    const face = round.getContext("2d");
    face.imageSmoothingQuality = "high";
    face.drawImage(picture, x, y, side, side, 0, 0, round.width, round.height);
    const spare = (size) => (size > side ? 1 / (size - side) : 0);
    form.elements.crop.value = [x * spare(picture.width), y * spare(picture.height), side / Math.min(picture.width, picture.height)].map((n) => n.toFixed(4)).join();
    small.hidden = side >= GOOD;
  };

  file.addEventListener("change", async () => {
    desk.hidden = true;
    form.elements.crop.value = "";
    picture = null;
    if (!file.files.length) return;
    try {
      picture = await createImageBitmap(file.files[0]);
    } catch {
      return; // the answer will say what is wrong with it
    }
    whole.width = Math.min(picture.width, 900);
    whole.height = Math.round((picture.height * whole.width) / picture.width);
    desk.hidden = false;
    choose();
  });

  form.addEventListener("change", (event) => {
    if (picture && ["place", "near"].includes(event.target.name)) choose();
  });

  let held = null;
  whole.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, y: event.clientY, from: { ...square } };
    whole.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  whole.addEventListener("pointermove", (event) => {
    if (!held) return;
    const scale = Math.max(picture.width / whole.clientWidth, picture.height / whole.clientHeight);
    square.x = within(held.from.x + (event.clientX - held.x) * scale, picture.width - square.side);
    square.y = within(held.from.y + (event.clientY - held.y) * scale, picture.height - square.side);
    draw();
  });
  for (const over of ["pointerup", "pointercancel"]) whole.addEventListener(over, () => { held = null; });

  form.addEventListener("submit", (event) => {
    if (!picture || form.dataset.sent) return;
    event.preventDefault();
    form.dataset.sent = "yes";
    const side = Math.round(Math.min(square.side, MOST));
    const sheet = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const pen = sheet.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, square.x, square.y, square.side, square.side, 0, 0, side, side);
    sheet.toBlob((blob) => {
      if (blob && blob.size < file.files[0].size) {
        const sent = new DataTransfer();
        sent.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
        file.files = sent.files;
        form.elements.crop.value = "0.5,0.5,1";
      }
      form.submit();
    }, "image/jpeg", 0.92);
  });
}

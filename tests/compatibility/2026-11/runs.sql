BEGIN TRANSACTION;
CREATE TABLE commands (
	number INTEGER NOT NULL, 
	run_id VARCHAR(32) NOT NULL, 
	name VARCHAR(16) NOT NULL, 
	body TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE events (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	run_id VARCHAR(32) NOT NULL, 
	seconds FLOAT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	body TEXT NOT NULL
);
INSERT INTO "events" VALUES(1,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.01,'Started','{"device": "CPU, 1 thread", "n_parameters": 1600, "n_steps": 8}');
INSERT INTO "events" VALUES(2,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.02,'Step','{"step": 1, "loss": 3.0091049671173096, "lr": 0.001}');
INSERT INTO "events" VALUES(3,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.03,'Diagnostics','{"step": 1, "gradients": [0.17156478762626648, 0.05923132598400116], "dead": [0.0], "weights": [[-0.16028711199760437, 0.207156702876091, [1, 1, 4, 5, 9, 13, 13, 16, 38, 38, 54, 63, 65, 77, 101, 90, 124, 109, 114, 113, 105, 91, 66, 62, 54, 37, 29, 19, 15, 17, 8, 5, 3, 0, 3, 0, 3, 0, 1, 2]], [-3.4725708961486816, 1.4991034269332886, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 2, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]]], "activations": [[0.0, 1.7418590784072876, [102, 13, 18, 19, 17, 18, 16, 14, 12, 16, 19, 13, 11, 10, 12, 10, 11, 11, 4, 9, 11, 4, 5, 4, 2, 4, 3, 2, 4, 2, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1]]]}');
INSERT INTO "events" VALUES(4,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.04,'Step','{"step": 2, "loss": 2.4999916553497314, "lr": 0.001}');
INSERT INTO "events" VALUES(5,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.05,'Step','{"step": 3, "loss": 2.387136459350586, "lr": 0.001}');
INSERT INTO "events" VALUES(6,'3201dd3f1bf6565c962ac0e0a3b5dd47',6.00000000000000047184e-02,'Step','{"step": 4, "loss": 2.411985397338867, "lr": 0.001}');
INSERT INTO "events" VALUES(7,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.07,'Epoch','{"epoch": 1, "step": 4, "train_loss": 2.577054500579834, "train_acc": 0.125, "test_acc": 0.1219}');
INSERT INTO "events" VALUES(8,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.08,'Checkpoint','{"epoch": 1, "step": 4}');
INSERT INTO "events" VALUES(9,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.09,'Step','{"step": 5, "loss": 2.3316421508789062, "lr": 0.001}');
INSERT INTO "events" VALUES(10,'3201dd3f1bf6565c962ac0e0a3b5dd47',9.99999999999999916733e-02,'Step','{"step": 6, "loss": 2.3792219161987305, "lr": 0.001}');
INSERT INTO "events" VALUES(11,'3201dd3f1bf6565c962ac0e0a3b5dd47',1.09999999999999986677e-01,'Step','{"step": 7, "loss": 2.2923285961151123, "lr": 0.001}');
INSERT INTO "events" VALUES(12,'3201dd3f1bf6565c962ac0e0a3b5dd47',1.19999999999999981681e-01,'Step','{"step": 8, "loss": 2.451864719390869, "lr": 0.001}');
INSERT INTO "events" VALUES(13,'3201dd3f1bf6565c962ac0e0a3b5dd47',1.29999999999999976685e-01,'Diagnostics','{"step": 8, "gradients": [0.12829840183258057, 0.022714508697390556], "dead": [0.0], "weights": [[-0.16331666707992554, 0.207156702876091, [1, 1, 3, 3, 11, 11, 13, 17, 32, 39, 57, 58, 70, 76, 86, 106, 120, 108, 107, 117, 111, 92, 70, 65, 51, 37, 27, 26, 13, 15, 10, 1, 4, 2, 2, 1, 2, 0, 1, 2]], [-3.467510461807251, 1.4952020645141602, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 2, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]]], "activations": [[0.0, 1.2066233158111572, [193, 13, 3, 16, 15, 10, 14, 11, 6, 3, 11, 8, 4, 6, 7, 10, 6, 11, 9, 5, 6, 1, 5, 4, 5, 0, 1, 5, 2, 1, 1, 2, 0, 1, 1, 0, 2, 1, 0, 1]]]}');
INSERT INTO "events" VALUES(14,'3201dd3f1bf6565c962ac0e0a3b5dd47',1.39999999999999985567e-01,'Epoch','{"epoch": 2, "step": 8, "train_loss": 2.3637642860412598, "train_acc": 0.165, "test_acc": 0.1403}');
INSERT INTO "events" VALUES(15,'3201dd3f1bf6565c962ac0e0a3b5dd47',0.15,'Checkpoint','{"epoch": 2, "step": 8}');
INSERT INTO "events" VALUES(16,'790d7f3fead352cb93e10609dbc8e7e5',0.01,'Started','{"device": "CPU, 1 thread", "n_parameters": 1604, "n_steps": 12}');
INSERT INTO "events" VALUES(17,'790d7f3fead352cb93e10609dbc8e7e5',0.02,'Step','{"step": 1, "loss": 2.8370907306671143, "lr": 0.001}');
INSERT INTO "events" VALUES(18,'790d7f3fead352cb93e10609dbc8e7e5',0.03,'Diagnostics','{"step": 1, "gradients": [0.11353393644094467, 0.05631738528609276], "dead": [0.0], "weights": [[-0.15928585827350616, 0.207156702876091, [2, 0, 5, 5, 8, 13, 14, 15, 40, 40, 49, 65, 69, 79, 96, 94, 121, 113, 111, 114, 99, 93, 69, 58, 53, 36, 32, 18, 15, 15, 9, 6, 3, 0, 3, 0, 3, 1, 0, 2]], [-3.4735100269317627, 1.4999704360961914, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 2, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]]], "activations": [[0.0, 1.9291605949401855, [105, 16, 10, 26, 19, 17, 16, 19, 14, 20, 16, 12, 6, 11, 8, 17, 7, 7, 10, 12, 3, 3, 4, 2, 2, 4, 1, 4, 2, 3, 2, 0, 0, 0, 0, 0, 1, 0, 0, 1]]]}');
INSERT INTO "events" VALUES(19,'790d7f3fead352cb93e10609dbc8e7e5',0.04,'Step','{"step": 2, "loss": 2.6176767349243164, "lr": 0.0009829629131445341}');
INSERT INTO "events" VALUES(20,'790d7f3fead352cb93e10609dbc8e7e5',0.05,'Step','{"step": 3, "loss": 2.4505975246429443, "lr": 0.0009330127018922195}');
INSERT INTO "events" VALUES(21,'790d7f3fead352cb93e10609dbc8e7e5',6.00000000000000047184e-02,'Changed','{"step": 3, "name": "lr", "value": 0.01}');
INSERT INTO "events" VALUES(22,'790d7f3fead352cb93e10609dbc8e7e5',0.07,'Step','{"step": 4, "loss": 2.4897539615631104, "lr": 0.008535533905932738}');
INSERT INTO "events" VALUES(23,'790d7f3fead352cb93e10609dbc8e7e5',0.08,'Epoch','{"epoch": 1, "step": 4, "train_loss": 2.5987796783447266, "train_acc": 0.165, "test_acc": 0.1565}');
INSERT INTO "events" VALUES(24,'790d7f3fead352cb93e10609dbc8e7e5',0.09,'Checkpoint','{"epoch": 1, "step": 4}');
INSERT INTO "events" VALUES(25,'790d7f3fead352cb93e10609dbc8e7e5',9.99999999999999916733e-02,'Step','{"step": 5, "loss": 2.3241655826568604, "lr": 0.0075}');
INSERT INTO "events" VALUES(26,'790d7f3fead352cb93e10609dbc8e7e5',1.09999999999999986677e-01,'Suspended','{"step": 5}');
INSERT INTO "events" VALUES(27,'b86f834f0f6f839071be9259e37b455f',0.01,'Started','{"device": "CPU, 1 thread", "n_parameters": 1600, "n_steps": 4}');
INSERT INTO "events" VALUES(28,'b86f834f0f6f839071be9259e37b455f',0.02,'Step','{"step": 1, "loss": 3.0091049671173096, "lr": 0.1}');
INSERT INTO "events" VALUES(29,'b86f834f0f6f839071be9259e37b455f',0.03,'Diagnostics','{"step": 1, "gradients": [0.17156478762626648, 0.05923132598400116], "dead": [0.5], "weights": [[-0.16555893421173096, 0.207156702876091, [2, 3, 6, 4, 13, 13, 23, 22, 33, 57, 47, 64, 59, 83, 83, 106, 113, 111, 111, 118, 104, 97, 71, 56, 44, 33, 24, 19, 13, 12, 8, 3, 4, 0, 3, 1, 2, 0, 1, 2]], [-3.462984561920166, 1.4849194288253784, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 0, 3, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]]], "activations": [[0.0, 1.6079779863357544, [246, 10, 13, 13, 8, 6, 6, 7, 7, 13, 8, 5, 1, 6, 1, 4, 3, 2, 4, 1, 6, 5, 1, 5, 2, 3, 1, 2, 4, 0, 1, 0, 1, 2, 1, 0, 0, 0, 1, 1]]]}');
INSERT INTO "events" VALUES(30,'b86f834f0f6f839071be9259e37b455f',0.04,'Step','{"step": 2, "loss": 2.384849786758423, "lr": 0.1}');
INSERT INTO "events" VALUES(31,'b86f834f0f6f839071be9259e37b455f',0.05,'Step','{"step": 3, "loss": 2.299095630645752, "lr": 0.1}');
INSERT INTO "events" VALUES(32,'b86f834f0f6f839071be9259e37b455f',6.00000000000000047184e-02,'Step','{"step": 4, "loss": 2.2899160385131836, "lr": 0.1}');
INSERT INTO "events" VALUES(33,'b86f834f0f6f839071be9259e37b455f',0.07,'Diagnostics','{"step": 4, "gradients": [0.016692431643605232, 0.0051190671510994434], "dead": [0.5], "weights": [[-0.16555893421173096, 0.207156702876091, [2, 4, 7, 5, 13, 14, 23, 25, 37, 52, 50, 64, 59, 88, 87, 116, 109, 104, 112, 117, 100, 96, 67, 57, 44, 29, 21, 21, 11, 12, 8, 1, 5, 1, 1, 1, 2, 0, 1, 2]], [-3.462984561920166, 1.4849194288253784, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 0, 3, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]]], "activations": [[0.0, 0.923098087310791, [359, 0, 1, 2, 1, 1, 2, 1, 1, 2, 1, 2, 1, 0, 2, 1, 3, 0, 2, 2, 0, 0, 1, 2, 1, 0, 0, 0, 1, 1, 4, 0, 0, 0, 0, 1, 1, 1, 2, 1]]]}');
INSERT INTO "events" VALUES(34,'b86f834f0f6f839071be9259e37b455f',0.08,'Epoch','{"epoch": 1, "step": 4, "train_loss": 2.495741605758667, "train_acc": 0.14, "test_acc": 0.1028}');
INSERT INTO "events" VALUES(35,'b86f834f0f6f839071be9259e37b455f',0.09,'Checkpoint','{"epoch": 1, "step": 4}');
INSERT INTO "events" VALUES(36,'37b65a29770b55f161d19c26623dc5ce',0.01,'Started','{"device": "CPU, 1 thread", "n_parameters": 1600, "n_steps": 4}');
INSERT INTO "events" VALUES(37,'37b65a29770b55f161d19c26623dc5ce',0.02,'Step','{"step": 1, "loss": 3.0091049671173096, "lr": 0.001}');
INSERT INTO "events" VALUES(38,'37b65a29770b55f161d19c26623dc5ce',0.03,'Diagnostics','{"step": 1, "gradients": [0.17156478762626648, 0.05923132598400116], "dead": [0.0], "weights": [[-0.15928754210472107, 0.207156702876091, [2, 0, 5, 5, 8, 13, 14, 15, 40, 40, 50, 64, 69, 79, 96, 94, 122, 114, 111, 113, 98, 93, 69, 58, 53, 36, 32, 19, 14, 15, 9, 6, 3, 0, 3, 0, 3, 1, 0, 2]], [-3.4734649658203125, 1.4999516010284424, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 2, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]]], "activations": [[0.0, 1.8577038049697876, [99, 13, 12, 19, 22, 20, 16, 18, 18, 12, 22, 10, 12, 6, 11, 13, 12, 7, 7, 9, 12, 3, 4, 2, 2, 5, 1, 3, 3, 3, 2, 0, 0, 0, 0, 0, 1, 0, 0, 1]]]}');
INSERT INTO "events" VALUES(39,'37b65a29770b55f161d19c26623dc5ce',0.04,'Step','{"step": 2, "loss": 2.5237338542938232, "lr": 0.001}');
INSERT INTO "events" VALUES(40,'37b65a29770b55f161d19c26623dc5ce',0.05,'Step','{"step": 3, "loss": 2.4146602153778076, "lr": 0.001}');
INSERT INTO "events" VALUES(41,'37b65a29770b55f161d19c26623dc5ce',6.00000000000000047184e-02,'Step','{"step": 4, "loss": 2.5196425914764404, "lr": 0.001}');
INSERT INTO "events" VALUES(42,'37b65a29770b55f161d19c26623dc5ce',0.07,'Diagnostics','{"step": 4, "gradients": [0.09810111671686172, 0.029804840683937073], "dead": [0.0], "weights": [[-0.15928754210472107, 0.207156702876091, [2, 0, 5, 5, 8, 13, 14, 15, 40, 41, 50, 63, 70, 78, 99, 93, 120, 114, 111, 113, 99, 93, 68, 58, 56, 34, 31, 19, 14, 16, 8, 6, 3, 0, 3, 0, 3, 1, 0, 2]], [-3.473331928253174, 1.499843955039978, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 2, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1]]], "activations": [[0.0, 1.799169659614563, [103, 16, 8, 22, 21, 19, 17, 15, 17, 16, 19, 7, 13, 10, 12, 11, 11, 6, 9, 10, 7, 3, 5, 2, 2, 4, 3, 3, 2, 3, 2, 0, 0, 0, 0, 0, 0, 1, 0, 1]]]}');
INSERT INTO "events" VALUES(43,'37b65a29770b55f161d19c26623dc5ce',0.08,'Epoch','{"epoch": 1, "step": 4, "train_loss": 2.6167855262756348, "train_acc": 0.125, "test_acc": 0.1112}');
INSERT INTO "events" VALUES(44,'37b65a29770b55f161d19c26623dc5ce',0.09,'Checkpoint','{"epoch": 1, "step": 4}');
INSERT INTO "events" VALUES(45,'937bc45339f0425488b32ed9603816ff',0.01,'Started','{"device": "CPU, 1 thread", "n_parameters": 1636, "n_steps": 4}');
INSERT INTO "events" VALUES(46,'937bc45339f0425488b32ed9603816ff',0.02,'Step','{"step": 1, "loss": 10.958674430847168, "lr": 0.001}');
INSERT INTO "events" VALUES(47,'937bc45339f0425488b32ed9603816ff',0.03,'Diagnostics','{"step": 1, "gradients": [0.4541923403739929, 1.9284625053405762, 0.2331102341413498], "dead": [0.0, 0.0], "weights": [[-0.16028714179992676, 0.207156702876091, [1, 1, 5, 4, 9, 14, 14, 15, 40, 38, 52, 66, 66, 78, 100, 92, 123, 115, 111, 111, 101, 94, 68, 56, 55, 38, 26, 19, 16, 17, 6, 5, 3, 1, 2, 0, 3, 1, 0, 2]], [-0.7970008254051208, 0.9028976559638977, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]], [-2.359633684158325, 1.2046539783477783, [1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 2, 2, 3, 2, 1, 0, 0, 2, 2, 4, 2, 0, 0, 1, 0, 1, 2, 3, 2, 0, 1, 1, 1, 0, 0, 2, 1, 1]]], "activations": [[-0.6191689372062683, 0.9403641819953918, [2, 1, 2, 6, 1, 7, 4, 8, 5, 8, 7, 14, 12, 11, 12, 12, 8, 14, 13, 21, 20, 16, 15, 16, 11, 14, 20, 8, 9, 10, 16, 15, 15, 12, 9, 7, 7, 8, 2, 2]], [-0.5619774460792542, 0.6893185973167419, [3, 3, 4, 2, 5, 4, 2, 7, 8, 12, 9, 11, 11, 14, 12, 7, 11, 10, 12, 10, 18, 19, 18, 11, 12, 17, 7, 10, 11, 18, 10, 5, 15, 16, 14, 12, 9, 8, 11, 2]]]}');
INSERT INTO "events" VALUES(48,'937bc45339f0425488b32ed9603816ff',0.04,'Step','{"step": 2, "loss": 10.613454818725586, "lr": 0.001}');
INSERT INTO "events" VALUES(49,'937bc45339f0425488b32ed9603816ff',0.05,'Step','{"step": 3, "loss": 10.2451171875, "lr": 0.001}');
INSERT INTO "events" VALUES(50,'937bc45339f0425488b32ed9603816ff',6.00000000000000047184e-02,'Step','{"step": 4, "loss": 9.986161231994629, "lr": 0.001}');
INSERT INTO "events" VALUES(51,'937bc45339f0425488b32ed9603816ff',0.07,'Diagnostics','{"step": 4, "gradients": [0.16972042620182037, 0.7658952474594116, 0.09247944504022598], "dead": [0.0, 0.0], "weights": [[-0.1627902239561081, 0.207156702876091, [1, 1, 3, 4, 11, 15, 11, 19, 39, 37, 52, 69, 65, 76, 101, 93, 131, 112, 110, 111, 105, 89, 67, 60, 52, 35, 26, 20, 17, 15, 6, 3, 3, 2, 1, 2, 1, 1, 0, 2]], [-0.7941017746925354, 0.9000586867332458, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]], [-2.356902837753296, 1.2020738124847412, [1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 2, 2, 3, 2, 1, 0, 0, 2, 2, 4, 2, 0, 0, 1, 0, 1, 2, 3, 2, 0, 1, 1, 1, 0, 0, 2, 1, 1]]], "activations": [[-0.8334198594093323, 0.8515732884407043, [2, 0, 1, 8, 7, 5, 8, 6, 6, 15, 17, 13, 16, 22, 11, 13, 12, 17, 19, 20, 9, 12, 18, 11, 12, 10, 17, 6, 13, 10, 14, 12, 9, 12, 5, 4, 4, 2, 0, 2]], [-0.512611448764801, 0.6421708464622498, [2, 0, 2, 2, 1, 4, 4, 7, 5, 12, 8, 8, 8, 9, 14, 8, 16, 15, 13, 9, 12, 15, 12, 9, 19, 17, 16, 14, 21, 19, 14, 22, 10, 16, 15, 9, 5, 4, 2, 2]]]}');
INSERT INTO "events" VALUES(52,'937bc45339f0425488b32ed9603816ff',0.08,'Epoch','{"epoch": 1, "step": 4, "train_loss": 10.450851440429688, "train_acc": 0.105, "test_acc": 0.1286}');
INSERT INTO "events" VALUES(53,'937bc45339f0425488b32ed9603816ff',0.09,'Checkpoint','{"epoch": 1, "step": 4}');
CREATE TABLE runs (
	number INTEGER NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	owner VARCHAR(64) NOT NULL, 
	config TEXT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	message TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	created FLOAT NOT NULL, 
	begun FLOAT NOT NULL, 
	name VARCHAR(40) DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	sweep VARCHAR(32) DEFAULT '' NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id)
);
INSERT INTO "runs" VALUES(1,'3201dd3f1bf6565c962ac0e0a3b5dd47','0000000000000000000000000000000000000000000000000000000000000000','{"hidden_sizes": [2], "activation": "relu", "initialisation": "kaiming_normal", "loss": "cross_entropy", "optimizer": "adam", "lr": 0.001, "schedule": "constant", "momentum": 0.9, "alpha": 0.99, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0, "dropout": 0.0, "batch_norm": false, "label_smoothing": 0.0, "batch_size": 50, "epochs": 2, "dataset": "mnist", "n_examples": 200, "shift": 0.0, "rotation": 0.0, "scaling": 0.0, "stroke": 0.0, "seed": 0, "precision": "float32", "device": "cpu"}','finished','',1,1.79569422839720201491e+09,1.79569422842111682892e+09,'wide net','kept for later','');
INSERT INTO "runs" VALUES(2,'790d7f3fead352cb93e10609dbc8e7e5','0000000000000000000000000000000000000000000000000000000000000000','{"hidden_sizes": [2], "activation": "relu", "initialisation": "kaiming_normal", "loss": "cross_entropy", "optimizer": "momentum", "lr": 0.001, "schedule": "cosine", "momentum": 0.8, "alpha": 0.99, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0, "dropout": 0.25, "batch_norm": true, "label_smoothing": 0.0, "batch_size": 50, "epochs": 3, "dataset": "mnist", "n_examples": 200, "shift": 0.0, "rotation": 0.0, "scaling": 0.0, "stroke": 0.0, "seed": 0, "precision": "float32", "device": "cpu"}','stopped','',1,1.79569423686039066319e+09,1.79569423686145687108e+09,'','','');
INSERT INTO "runs" VALUES(3,'b86f834f0f6f839071be9259e37b455f','0000000000000000000000000000000000000000000000000000000000000000','{"hidden_sizes": [2], "activation": "relu", "initialisation": "kaiming_normal", "loss": "cross_entropy", "optimizer": "sgd", "lr": 0.1, "schedule": "constant", "momentum": 0.9, "alpha": 0.99, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0, "dropout": 0.0, "batch_norm": false, "label_smoothing": 0.0, "batch_size": 50, "epochs": 1, "dataset": "mnist", "n_examples": 200, "shift": 0.0, "rotation": 0.0, "scaling": 0.0, "stroke": 0.0, "seed": 0, "precision": "float32", "device": "cpu"}','finished','',1,1.79569423709510636328e+09,1.79569423709631395338e+09,'','','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
INSERT INTO "runs" VALUES(4,'37b65a29770b55f161d19c26623dc5ce','0000000000000000000000000000000000000000000000000000000000000000','{"hidden_sizes": [2], "activation": "relu", "initialisation": "kaiming_normal", "loss": "cross_entropy", "optimizer": "sgd", "lr": 0.001, "schedule": "constant", "momentum": 0.9, "alpha": 0.99, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0, "dropout": 0.0, "batch_norm": false, "label_smoothing": 0.0, "batch_size": 50, "epochs": 1, "dataset": "mnist", "n_examples": 200, "shift": 0.0, "rotation": 0.0, "scaling": 0.0, "stroke": 0.0, "seed": 0, "precision": "float32", "device": "cpu"}','finished','',1,1.79569423721761631967e+09,1.79569423721977066994e+09,'','','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
INSERT INTO "runs" VALUES(5,'937bc45339f0425488b32ed9603816ff','0000000000000000000000000000000000000000000000000000000000000000','{"hidden_sizes": [2, 2], "activation": "tanh", "initialisation": "kaiming_normal", "loss": "gaussian_spread", "optimizer": "adam", "lr": 0.001, "schedule": "constant", "momentum": 0.9, "alpha": 0.99, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0, "dropout": 0.0, "batch_norm": false, "label_smoothing": 0.1, "batch_size": 50, "epochs": 1, "dataset": "mnist", "n_examples": 200, "shift": 2.0, "rotation": 10.0, "scaling": 0.0, "stroke": 0.0, "seed": 0, "precision": "bfloat16", "device": "cpu"}','finished','',1,1.79569423744320440291e+09,1.79569423744415497786e+09,'','','');
INSERT INTO "runs" VALUES(6,'a093aef63710b6d6e913c619c54ba229','0000000000000000000000000000000000000000000000000000000000000000','{"hidden_sizes": [2], "activation": "relu", "initialisation": "kaiming_normal", "loss": "cross_entropy", "optimizer": "adam", "lr": 0.001, "schedule": "constant", "momentum": 0.9, "alpha": 0.99, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0, "dropout": 0.0, "batch_norm": false, "label_smoothing": 0.0, "batch_size": 50, "epochs": 2, "dataset": "mnist", "n_examples": 200, "shift": 0.0, "rotation": 0.0, "scaling": 0.0, "stroke": 0.0, "seed": 7, "precision": "float32", "device": "cpu"}','queued','',0,1.79569423790706944469e+09,0.0,'','','');
CREATE INDEX ix_runs_owner ON runs (owner);
CREATE INDEX ix_runs_sweep ON runs (sweep);
CREATE INDEX ix_runs_status ON runs (status);
CREATE INDEX events_of_a_run ON events (run_id, kind, number);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',53);
COMMIT;
